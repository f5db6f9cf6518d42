import { describe, expect, it } from "vitest";
import type { Report } from "../api";
import { figuresOf, figuresOfWay } from "../canvas/figures";
import { sidesOf } from "../canvas/route";
import { addStep, connect, copySteps, freeKey, insertStep, mayLead, removeSteps } from "./edit";
import { makeStep } from "./kinds";
import { layersOf, layout, spread } from "./layout";
import { type Graph, NO_SETTINGS, type Step, waysOf, withWay } from "./model";

const step = (type: Step["type"], id: string, more: Record<string, unknown> = {}) =>
  ({ ...makeStep(type, id, { x: 0, y: 0 }), ...more }) as Step;

const graph = (...nodes: Step[]): Graph => ({ nodes, settings: NO_SETTINGS });

const LINE = graph(
  step("segment_entry", "enter", { next: "mail1" }),
  step("send_email", "mail1", { y: 116, next: "wait1" }),
  step("wait_for", "wait1", { y: 232, happened: "goal1", timed_out: "exit1" }),
  step("goal", "goal1", { x: 320, y: 232 }),
  step("exit", "exit1", { x: -320, y: 232 }),
);

const find = (one: Graph, id: string) => one.nodes.find((each) => each.id === id);

describe("ways", () => {
  it("are those of the server, by type", () => {
    expect(waysOf(step("goal", "g"))).toEqual([]);
    expect(waysOf(step("send_email", "m", { by_result: true })).map((way) => way.branch)).toEqual([
      "next",
      "suppressed",
      "failed",
    ]);
    expect(waysOf(step("condition_split", "s")).map((way) => way.branch)).toEqual(["a", "otherwise"]);
  });

  it("of splits lead elsewhere by their key", () => {
    const split = withWay(withWay(step("condition_split", "s"), "a", "x"), "otherwise", "y");
    expect(waysOf(split).map((way) => way.to)).toEqual(["x", "y"]);
    expect(waysOf(withWay(step("random_split", "r"), "b", "x")).map((way) => way.to)).toEqual([null, "x"]);
  });

  it("never lead into an entry or to the step itself", () => {
    expect(mayLead(LINE, "mail1", "enter")).toBe(false);
    expect(mayLead(LINE, "mail1", "mail1")).toBe(false);
    expect(mayLead(LINE, "mail1", "wait1")).toBe(true);
  });
});

describe("edits", () => {
  it("insert a step between two and move what follows down", () => {
    const made = insertStep(LINE, "enter", "next", "delay");
    expect(made.id).toBe("delay1");
    expect(find(made.graph, "enter")).toMatchObject({ next: "delay1" });
    expect(find(made.graph, "delay1")).toMatchObject({ next: "mail1", y: 116 });
    expect(find(made.graph, "mail1")).toMatchObject({ y: 232 });
  });

  it("put goals right and exits left of a step with several ways", () => {
    const open = graph(
      step("segment_entry", "enter", { next: "wait1" }),
      step("wait_for", "wait1", { y: 116 }),
    );
    const goal = insertStep(open, "wait1", "happened", "goal");
    expect(find(goal.graph, "goal1")).toMatchObject({ x: 320, y: 116 });
    const exit = insertStep(goal.graph, "wait1", "timed_out", "exit");
    expect(find(exit.graph, "exit1")).toMatchObject({ x: -320, y: 116 });
  });

  it("close the gap of a removed step and end ways into ends", () => {
    const without = removeSteps(LINE, ["mail1"]);
    expect(find(without, "enter")).toMatchObject({ next: "wait1" });
    expect(find(removeSteps(LINE, ["goal1"]), "wait1")).toMatchObject({ happened: null, timed_out: "exit1" });
    expect(find(removeSteps(LINE, ["mail1", "wait1"]), "enter")).toMatchObject({ next: null });
  });

  it("copy steps with the ways among them only", () => {
    const chosen = LINE.nodes.filter((one) => one.id === "mail1" || one.id === "wait1");
    const { graph: made, ids } = copySteps(LINE, chosen);
    expect(ids).toEqual(["mail2", "wait2"]);
    expect(find(made, "mail2")).toMatchObject({ next: "wait2", x: 40, y: 156 });
    expect(find(made, "wait2")).toMatchObject({ happened: null, timed_out: null });
    expect(find(made, "wait1")).toMatchObject({ happened: "goal1" });
  });

  it("never stack steps, and find free names", () => {
    const made = addStep(LINE, "tag", { x: 0, y: 0 });
    expect(find(made.graph, "tag1")).toMatchObject({ x: 280, y: 0 });
    expect(freeKey(["a", "b"])).toBe("c");
    expect(find(connect(LINE, "mail1", "next", null), "mail1")).toMatchObject({ next: null });
  });
});

describe("layout", () => {
  it("puts the flow in one column, the goal right, the exit left", () => {
    const places = layout(LINE);
    expect(places.get("enter")).toEqual({ x: 0, y: 0 });
    expect(places.get("wait1")).toEqual({ x: 0, y: 232 });
    expect(places.get("goal1")).toEqual({ x: 320, y: 232 });
    expect(places.get("exit1")).toEqual({ x: -320, y: 232 });
  });

  it("ends in spite of a way that goes round", () => {
    const round = graph(
      step("event_entry", "enter", { next: "a" }),
      step("delay", "a", { next: "b" }),
      step("tag", "b", { next: "a" }),
    );
    expect([...layersOf(round)]).toEqual([
      ["enter", 0],
      ["a", 1],
      ["b", 2],
    ]);
  });

  it("pushes neighbours apart around their middle", () => {
    expect(spread([0, 0])).toEqual([-140, 140]);
    expect(spread([])).toEqual([]);
  });

  it("leaves by the side that faces the target", () => {
    const at = { x: 0, y: 0 };
    expect(sidesOf(at, { x: 0, y: 120 }, false)).toEqual(["bottom", "top"]);
    expect(sidesOf(at, { x: 320, y: 0 }, false)).toEqual(["right", "left"]);
    expect(sidesOf(at, { x: -320, y: 300 }, false)).toEqual(["left", "top"]);
    expect(sidesOf(at, { x: 320, y: -300 }, false)).toEqual(["right", "bottom"]);
    expect(sidesOf(at, { x: 0, y: -200 }, false)).toEqual(["right", "right"]);
  });
});

const REPORT = {
  entered: 100,
  active: 20,
  converted: 12,
  exited: 68,
  holdout: 10,
  reasons: {},
  suppressed: { no_consent: 5 },
  transitions_open: 0,
  days: [{ day: "2026-11-23" }, { day: "2026-11-24" }],
  lift: { treated_rate: 0.12 },
  nodes: [
    { node: "enter", entered: 90, waiting: 0, branches: { next: 90 }, messages: null },
    {
      node: "mail1",
      entered: 90,
      waiting: 0,
      branches: { next: 90 },
      messages: { sent: 80, clicked: 8, suppressed: { no_consent: 5 } },
    },
    { node: "wait1", entered: 90, waiting: 15, branches: { $converted: 9, timed_out: 66 }, messages: null },
    { node: "$holdout", entered: 10, waiting: 5, branches: { $converted: 3 }, messages: null },
  ],
} as unknown as Report;

describe("figures", () => {
  const at = (id: string) => find(LINE, id) as Step;

  it("count the held out at the only entry and leave them out at the goal", () => {
    expect(figuresOf(LINE, at("enter"), REPORT).people.value).toBe(100);
    expect(figuresOf(LINE, at("goal1"), REPORT).people).toEqual({
      value: 9,
      behind: { state: "converted", holdout: false },
    });
  });

  it("show what became of messages and who waits", () => {
    expect(figuresOf(LINE, at("mail1"), REPORT).marks).toEqual([
      { kind: "suppressed", value: 5, sent: { node: "mail1", state: "suppressed" } },
      { kind: "clicked", share: 0.1, clicks: 8 },
    ]);
    expect(figuresOf(LINE, at("wait1"), REPORT).marks).toEqual([
      { kind: "waiting", value: 15, behind: { node: "wait1", state: "active" } },
    ]);
  });

  it("draw a conversion on the way to the goal", () => {
    const [happened, late] = waysOf(at("wait1"));
    expect(happened && figuresOfWay(LINE, at("wait1"), happened, REPORT)).toEqual({
      people: 9,
      share: 0.1,
      behind: { node: "wait1", branch: "$converted" },
    });
    expect(late && figuresOfWay(LINE, at("wait1"), late, REPORT).people).toBe(66);
  });
});

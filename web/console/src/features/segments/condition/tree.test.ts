import { expect, it } from "vitest";
import { countable } from "./complete";
import { dayEnd, dayOf, dayStart } from "./parts/days";
import {
  append,
  branchAt,
  countLeaves,
  depthOf,
  insertAt,
  moveTo,
  readTree,
  removeAt,
  setKind,
  shift,
  twigsOf,
  writeTree,
} from "./tree";
import type { Condition, Leaf } from "./types";

const tag = (name: string): Leaf => ({ type: "tag", tag: name, has: true });
const twig = (name: string) => ({ kind: "leaf" as const, path: "", leaf: tag(name) });
const names = (root: ReturnType<typeof readTree>) =>
  twigsOf(root).map((one) => (one.leaf.type === "tag" ? one.leaf.tag : one.leaf.type));

const WHOLE: Condition = {
  type: "all",
  of: [
    tag("a"),
    { type: "any", of: [tag("b"), { type: "all", of: [tag("c")] }] },
    { type: "not", of: tag("d") },
    { type: "not", of: { type: "any", of: [tag("e"), tag("f")] } },
    { type: "not", of: { type: "any", of: [{ type: "any", of: [tag("g")] }] } },
  ],
};

it("writes back what it read", () => {
  expect(writeTree(readTree(WHOLE))).toEqual(WHOLE);
});

it("names places as the server does", () => {
  expect(twigsOf(readTree(WHOLE)).map((one) => one.path)).toEqual([
    "condition.of.0",
    "condition.of.1.of.0",
    "condition.of.1.of.1.of.0",
    "condition.of.2.of",
    "condition.of.3.of.of.0",
    "condition.of.3.of.of.1",
    "condition.of.4.of.of.0.of.0",
  ]);
  expect(twigsOf(readTree(tag("a")))[0]?.path).toBe("condition");
});

it("counts leaves and levels", () => {
  expect([countLeaves(readTree(WHOLE)), depthOf(readTree(WHOLE))]).toEqual([7, 3]);
});

it("adds, removes, turns a group into its opposite", () => {
  const root = append(readTree({ type: "all", of: [tag("a")] }), [], twig("b"));
  expect(names(root)).toEqual(["a", "b"]);
  expect(names(removeAt(root, [0]))).toEqual(["b"]);
  expect(writeTree(setKind(root, [], "none"))).toEqual({
    type: "not",
    of: { type: "any", of: [tag("a"), tag("b")] },
  });
});

it("moves among neighbours and out of a group at its end", () => {
  const root = readTree(WHOLE);
  expect(names(shift(root, [0], 1)).slice(0, 3)).toEqual(["b", "c", "a"]);
  expect(branchAt(shift(root, [1, 0], -1), [1])).toMatchObject({ leaf: tag("b") });
  expect(shift(root, [0], -1)).toBe(root);
});

it("drops a branch before or after another, never into itself", () => {
  const root = readTree({ type: "all", of: [tag("a"), tag("b"), { type: "any", of: [tag("c")] }] });
  expect(names(moveTo(root, [0], [1], true))).toEqual(["b", "a", "c"]);
  expect(writeTree(moveTo(root, [0], [2, 0], true))).toEqual({
    type: "all",
    of: [tag("b"), { type: "any", of: [tag("c"), tag("a")] }],
  });
  expect(names(moveTo(root, [2, 0], [0], false))).toEqual(["c", "a", "b"]);
  expect(moveTo(root, [2], [2, 0], false)).toBe(root);
});

it("leaves unfinished leaves and empty groups out of the count and says paths as on screen", () => {
  const open = tag("");
  const root = insertAt(readTree(WHOLE), [], 0, { kind: "leaf", path: "", leaf: open });
  const asked = countable(writeTree(append(root, [], { kind: "any", path: "", of: [] })));
  expect(asked.condition).toEqual(WHOLE);
  expect(asked.open).toBe(1);
  expect(asked.place("condition.of.1.of.0")).toBe("condition.of.2.of.0");
  expect(asked.place("condition.of.0.tag")).toBe("condition.of.1.tag");
});

it("asks for everybody while nothing is finished", () => {
  expect(countable({ type: "any", of: [tag("")] }).condition).toEqual({ type: "all", of: [] });
});

it("begins and ends days in the company's zone, also when the clock changes", () => {
  expect(dayStart("2026-11-24", "Asia/Shanghai")).toBe(Date.UTC(2026, 10, 23, 16));
  expect(dayEnd("2026-11-24", "Asia/Shanghai")).toBe(Date.UTC(2026, 10, 24, 16));
  expect(dayStart("2026-03-29", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 28, 23));
  expect(dayEnd("2026-03-29", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 22));
  expect(dayOf(Date.UTC(2026, 10, 23, 16), "Asia/Shanghai")).toBe("2026-11-24");
});

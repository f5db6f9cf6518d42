import { expect, it } from "vitest";
import type { TimelineEvent } from "./api";
import { typed } from "./cards/TraitDialog";
import { gapDays, lastSpends } from "./head/figures";
import { cut, layoutOf, NODE } from "./identity/layout";
import { daysOf } from "./timeline/grouping";

let number = 0;
const event = (name: string, group: string, time: string, properties = {}): TimelineEvent => {
  number += 1;
  return {
    id: `evt_${number}`,
    name,
    label: name,
    group,
    kind: "track",
    time,
    source: "web",
    quality: 0,
    profile: "pro_1",
    properties,
  };
};
const day = (at: string) => at.slice(0, 10);

it("puts an order's lines into its payment and folds runs of the same behaviour within a day", () => {
  const days = daysOf(
    [
      event("product_bought", "order", "2026-11-18T13:40:00Z", { order_id: "M1", product_id: "a" }),
      event("order_paid", "order", "2026-11-18T13:40:00Z", { order_id: "M1" }),
      event("product_viewed", "behaviour", "2026-11-18T13:03:00Z"),
      event("product_viewed", "behaviour", "2026-11-18T13:02:00Z"),
      event("product_viewed", "behaviour", "2026-11-18T13:01:00Z"),
      event("product_viewed", "behaviour", "2026-11-17T13:00:00Z"),
      event("product_viewed", "behaviour", "2026-11-17T12:00:00Z"),
    ],
    day,
  );
  expect(days.map((one) => one.date)).toEqual(["2026-11-18", "2026-11-17"]);
  expect(days[0]?.entries.map((one) => [one.event.name, one.lines.length, one.run.length])).toEqual([
    ["order_paid", 1, 0],
    ["product_viewed", 0, 2],
  ]);
  expect(days[1]?.entries.length).toBe(2);
});

it("keeps a bought product whose payment is not in view", () => {
  const days = daysOf([event("product_bought", "order", "2026-11-18T13:40:00Z", { order_id: "M2" })], day);
  expect(days[0]?.entries[0]?.event.name).toBe("product_bought");
});

it("counts the rhythm from the second order on", () => {
  const first = "2026-11-01T00:00:00Z";
  expect(gapDays({ orders: 3, first_order: first, last_order: "2026-11-11T00:00:00Z" })).toBe(5);
  expect(gapDays({ orders: 1, first_order: first, last_order: first })).toBeNull();
});

it("draws the last sales net of refunds, oldest first", () => {
  const order = (amount: number, refunded: number, kind = "sale") => ({ amount, refunded, kind }) as never;
  expect(lastSpends([order(300, 100), order(50, 0, "return"), order(80, 0)])).toEqual([80, 200]);
});

it("gives every original profile its own region", () => {
  const node = (id: string, profile: string) => ({ id, profile }) as never;
  const graph = {
    profile: "pro_1",
    members: ["pro_2", "pro_1"],
    origins: [],
    nodes: [node("a", "pro_1"), node("b", "pro_2"), node("c", "pro_2")],
    merges: [],
    refusals: [],
  };
  const { groups, height } = layoutOf(graph, 10);
  expect(groups.map((one) => [one.profile, one.absorbed, one.placed.length])).toEqual([
    ["pro_1", false, 1],
    ["pro_2", true, 2],
  ]);
  const [one, two] = groups;
  expect((one?.y ?? 0) + (one?.height ?? 0)).toBeLessThan(two?.y ?? 0);
  expect(height).toBeGreaterThan(3 * NODE.height);
  expect(cut("手机号码相同", 6)).toBe("手机号…");
});

it("keeps the kind of a value that was typed anew", () => {
  expect([typed("3", 2), typed("3", "2"), typed("true", false), typed(" ", "x"), typed("a、b", [])]).toEqual([
    3,
    "3",
    true,
    null,
    ["a", "b"],
  ]);
});

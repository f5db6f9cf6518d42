import type { Condition, Leaf, Window } from "../condition";

const last = (amount: number): Window => ({ kind: "last", amount, unit: "day" });
const event = (name: string, days: number, count: number): Leaf => ({
  type: "event",
  name,
  where: [],
  window: last(days),
  op: count ? "gte" : "eq",
  count,
  count_to: null,
});
const bought = (window: Window, count: number): Leaf => ({
  type: "bought",
  by: "any",
  values: [],
  window,
  op: count ? "gte" : "eq",
  count,
  count_to: null,
});

/** Conditions to begin with, each a common question. */
export const STARTERS: { key: string; condition: Condition }[] = [
  { key: "sleeping", condition: { type: "all", of: [bought({ kind: "ever" }, 2), bought(last(60), 0)] } },
  { key: "cart", condition: { type: "all", of: [event("product_added", 3, 1), event("order_paid", 3, 0)] } },
  { key: "looking", condition: { type: "all", of: [event("product_viewed", 7, 3), bought(last(30), 0)] } },
  {
    key: "first",
    condition: {
      type: "all",
      of: [
        { type: "state", field: "orders", op: "eq", value: 1 },
        { type: "state", field: "first_order", op: "in_last_days", value: 30 },
      ],
    },
  },
  {
    key: "birthday",
    condition: {
      type: "all",
      of: [
        { type: "trait", key: "birthday", op: "anniversary_within_days", value: 7 },
        { type: "consent", channel: "sms", granted: true },
      ],
    },
  },
];

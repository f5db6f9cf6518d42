import type { Order, Profile } from "../api";

/** Spend of the last sales, oldest first, for the bars beside the sum. */
export function lastSpends(orders: Order[], most = 10): number[] {
  return orders
    .filter((order) => order.kind === "sale")
    .slice(0, most)
    .map((order) => Math.max(0, order.amount - order.refunded))
    .reverse();
}

/** Mean days between purchases; none before the second order. */
export function gapDays(person: Pick<Profile, "orders" | "first_order" | "last_order">): number | null {
  if (person.orders < 2 || !person.first_order || !person.last_order) return null;
  const span = Date.parse(person.last_order) - Date.parse(person.first_order);
  return span / 86_400_000 / (person.orders - 1);
}

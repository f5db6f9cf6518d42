import type { Condition } from "../condition";

export type Operation = "union" | "intersect" | "difference";
export const OPERATIONS: Operation[] = ["union", "intersect", "difference"];

const inside = (id: string): Condition => ({ type: "list", list_id: id, member: true });

/** Segments put together as a condition; the difference takes the others away from the first. */
export function combined(operation: Operation, segments: string[]): Condition {
  if (operation === "union") return { type: "any", of: segments.map(inside) };
  if (operation === "intersect") return { type: "all", of: segments.map(inside) };
  const [first, ...others] = segments;
  return {
    type: "all",
    of: [inside(first ?? ""), { type: "not", of: { type: "any", of: others.map(inside) } }],
  };
}

/** In all of these, and in none of the others. */
export function exactly(segments: string[], within: string[]): Condition {
  const others = segments.filter((one) => !within.includes(one));
  const parts = within.map(inside);
  return {
    type: "all",
    of: others.length ? [...parts, { type: "not", of: { type: "any", of: others.map(inside) } }] : parts,
  };
}

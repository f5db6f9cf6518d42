import type { Exclusion, FunnelAsk } from "../question";

/** Exclusions that still have their place after the steps or the order changed. */
export function fittingExclusions(
  exclusions: Exclusion[],
  steps: number,
  mode: FunnelAsk["mode"],
): Exclusion[] {
  if (mode === "unordered") return exclusions.map((one) => ({ ...one, after: 1, before: steps }));
  return exclusions.map((one) => {
    const before = Math.min(one.before, steps);
    return { ...one, before, after: Math.min(one.after, before - 1) };
  });
}

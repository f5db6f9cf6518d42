/** What can be counted while the tree is still being written: leaves with open choices and empty groups are left out. */
import { missingIn } from "./leaves/registry";
import { type Branch, type Group, readTree, twigsOf, writeTree } from "./tree";
import type { Condition, Counts } from "./types";

function pruned(node: Branch): Branch | null {
  if (node.kind === "leaf") return missingIn(node.leaf) === null ? node : null;
  const of = node.of.map(pruned).filter((part) => part !== null);
  return of.length ? { ...node, of } : null;
}

export interface Countable {
  condition: Condition;
  /** Leaves that are left out. */
  open: number;
  /** A path of the counted tree as the path in the tree on screen. */
  place: (path: string) => string;
}

/** The part that can be counted, and how its paths read on screen. */
export function countable(condition: Condition): Countable {
  const root = readTree(condition);
  const shown = twigsOf(root);
  const kept = shown.filter((twig) => missingIn(twig.leaf) === null);
  const rest: Group = (pruned(root) as Group | null) ?? { ...root, kind: "all", of: [] };
  const written = writeTree(rest);
  const counted = twigsOf(readTree(written));
  const place = (path: string): string => {
    const at = counted.findIndex((twig) => path === twig.path || path.startsWith(`${twig.path}.`));
    const from = counted[at];
    const to = kept[at];
    return from && to ? to.path + path.slice(from.path.length) : path;
  };
  return { condition: written, open: shown.length - kept.length, place };
}

interface Previewed {
  count: number;
  base: number;
  leaves: Counts["leaves"];
}

/** The figures of the counted tree for the tree on screen. */
export const countsOn = (preview: Previewed, { place }: Countable): Counts => ({
  count: preview.count,
  base: preview.base,
  leaves: preview.leaves.map((leaf) => ({ ...leaf, path: place(leaf.path) })),
});

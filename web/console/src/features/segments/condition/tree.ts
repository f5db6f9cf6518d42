/**
 * The tree as it is drawn: groups of 且, 或 and 非 (none of the parts holds). `readTree` and `writeTree` are each other's inverse
 * but for a lone leaf at the root, which gets a group around it. A place is the way of indexes from the root.
 */
import type { Condition, Leaf } from "./types";

export type GroupKind = "all" | "any" | "none";
export interface Group {
  kind: GroupKind;
  /** Where it stands in the JSON, as the server names it. */
  path: string;
  of: Branch[];
}
export interface Twig {
  kind: "leaf";
  path: string;
  leaf: Leaf;
}
export type Branch = Group | Twig;
export type Place = number[];

const isLeaf = (node: Condition): node is Leaf =>
  node.type !== "all" && node.type !== "any" && node.type !== "not";

function branch(node: Condition, path: string): Branch {
  if (isLeaf(node)) return { kind: "leaf", path, leaf: node };
  if (node.type !== "not")
    return { kind: node.type, path, of: node.of.map((part, at) => branch(part, `${path}.of.${at}`)) };
  const inner = node.of;
  if (inner.type === "any")
    return { kind: "none", path, of: inner.of.map((part, at) => branch(part, `${path}.of.of.${at}`)) };
  return { kind: "none", path, of: [branch(inner, `${path}.of`)] };
}

export function readTree(condition: Condition): Group {
  const read = branch(condition, "condition");
  return read.kind === "leaf" ? { kind: "all", path: "", of: [read] } : read;
}

function write(node: Branch): Condition {
  if (node.kind === "leaf") return node.leaf;
  const of = node.of.map(write);
  if (node.kind !== "none") return { type: node.kind, of };
  const only = of.length === 1 ? of[0] : undefined;
  return { type: "not", of: only && only.type !== "any" ? only : { type: "any", of } };
}

export const writeTree = (root: Group): Condition => write(root);

/** The branch at a place. */
export function branchAt(root: Group, place: Place): Branch | undefined {
  let node: Branch | undefined = root as Branch;
  for (const at of place) node = node === undefined || node.kind === "leaf" ? undefined : node.of[at];
  return node;
}

/** The tree with the parts of one group changed. */
function withParts(root: Group, place: Place, change: (of: Branch[]) => Branch[]): Group {
  const [first, ...rest] = place;
  if (first === undefined) return { ...root, of: change(root.of) };
  const of = root.of.map((part, at) =>
    at === first && part.kind !== "leaf" ? withParts(part, rest, change) : part,
  );
  return { ...root, of };
}

const parentOf = (place: Place): Place => place.slice(0, -1);
const lastOf = (place: Place): number => place[place.length - 1] ?? 0;

export const insertAt = (root: Group, group: Place, at: number, made: Branch): Group =>
  withParts(root, group, (of) => [...of.slice(0, at), made, ...of.slice(at)]);

export function append(root: Group, group: Place, made: Branch): Group {
  const found = branchAt(root, group);
  return found && found.kind !== "leaf" ? insertAt(root, group, found.of.length, made) : root;
}

export const removeAt = (root: Group, place: Place): Group =>
  withParts(root, parentOf(place), (of) => of.filter((_, at) => at !== lastOf(place)));

export const replaceAt = (root: Group, place: Place, made: Branch): Group =>
  withParts(root, parentOf(place), (of) => of.map((part, at) => (at === lastOf(place) ? made : part)));

export function setKind(root: Group, place: Place, kind: GroupKind): Group {
  if (place.length === 0) return { ...root, kind };
  const found = branchAt(root, place);
  return found && found.kind !== "leaf" ? replaceAt(root, place, { ...found, kind }) : root;
}

/** Up and down among its neighbours; at the end it steps out of its group. */
export function shift(root: Group, place: Place, by: -1 | 1): Group {
  const moved = branchAt(root, place);
  const group = branchAt(root, parentOf(place));
  if (!moved || !group || group.kind === "leaf") return root;
  const at = lastOf(place) + by;
  if (at >= 0 && at < group.of.length) return insertAt(removeAt(root, place), parentOf(place), at, moved);
  if (place.length < 2) return root;
  const outside = parentOf(place);
  return insertAt(removeAt(root, place), parentOf(outside), lastOf(outside) + (by > 0 ? 1 : 0), moved);
}

const startsWith = (place: Place, start: Place) => start.every((one, at) => place[at] === one);

/** Moves a branch before the one at `to` (or after it); into itself it does not go. */
export function moveTo(root: Group, from: Place, to: Place, after: boolean): Group {
  const moved = branchAt(root, from);
  if (!moved || startsWith(to, from)) return root;
  const target = [...to];
  target[target.length - 1] = lastOf(to) + (after ? 1 : 0);
  const level = from.length - 1;
  // Taking it away draws the later neighbours up by one.
  if (startsWith(target, parentOf(from)) && (target[level] ?? 0) > lastOf(from))
    target[level] = (target[level] ?? 0) - 1;
  return insertAt(removeAt(root, from), parentOf(target), lastOf(target), moved);
}

export const countLeaves = (node: Branch): number =>
  node.kind === "leaf" ? 1 : node.of.reduce((sum, part) => sum + countLeaves(part), 0);

/** Levels of groups. */
export const depthOf = (node: Branch): number =>
  node.kind === "leaf" ? 0 : 1 + Math.max(0, ...node.of.map(depthOf));

/** Leaves below a branch, top to bottom. */
export const twigsOf = (node: Branch): Twig[] => (node.kind === "leaf" ? [node] : node.of.flatMap(twigsOf));

import type { Tag } from "../api";
import type { Group } from "./api";

/** A line of the catalogue: a group or a tag, indented by `depth`. `people` of a group: of its own tags. */
export type Line =
  | { key: string; kind: "group"; group: Group | null; depth: number; tags: number }
  | { key: string; kind: "tag"; tag: Tag; depth: number };

const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name, "zh");

/** Groups with their groups and tags below them, tags without a group last; `closed` groups hide what is in them. */
export function linesOf(groups: Group[], tags: Tag[], closed: ReadonlySet<string>): Line[] {
  const lines: Line[] = [];
  const known = new Set(groups.map((group) => group.id));
  const inside = (id: string | null) =>
    tags.filter((tag) => (tag.group && known.has(tag.group) ? tag.group : null) === id);
  const put = (group: Group, depth: number) => {
    const own = inside(group.id);
    lines.push({ key: group.id, kind: "group", group, depth, tags: own.length });
    if (closed.has(group.id)) return;
    for (const below of groups.filter((one) => one.parent === group.id).sort(byName)) put(below, depth + 1);
    for (const tag of own.sort(byName)) lines.push({ key: tag.id, kind: "tag", tag, depth: depth + 1 });
  };
  for (const group of groups.filter((one) => !one.parent).sort(byName)) put(group, 0);
  const free = inside(null);
  if (free.length > 0 && groups.length > 0)
    lines.push({ key: "free", kind: "group", group: null, depth: 0, tags: free.length });
  if (!closed.has("free"))
    for (const tag of free.sort(byName))
      lines.push({ key: tag.id, kind: "tag", tag, depth: groups.length > 0 ? 1 : 0 });
  return lines;
}

/** The groups as choices, each with the names above it. */
export function pathsOf(groups: Group[]): { value: string; label: string }[] {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const path = (group: Group): string => {
    const above = group.parent ? byId.get(group.parent) : undefined;
    return above ? `${path(above)} / ${group.name}` : group.name;
  };
  return groups
    .map((group) => ({ value: group.id, label: path(group) }))
    .sort((one, other) => one.label.localeCompare(other.label, "zh"));
}

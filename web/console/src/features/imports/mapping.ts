import type { Kind, Target } from "./api";

/** Free targets: whatever key one likes. */
export const FREE: Partial<Record<Kind, string>> = { contacts: "trait:", events: "property:" };

/** The target that a column feeds, if any. */
export const targetOf = (columns: Record<string, string>, column: string) =>
  Object.keys(columns).find((target) => columns[target] === column);

/** Let a column feed a target (undefined: nothing); target and column have one partner at most. */
export function withTarget(
  columns: Record<string, string>,
  column: string,
  target: string | undefined,
): Record<string, string> {
  const rest = Object.entries(columns).filter(([one, fed]) => fed !== column && one !== target);
  return Object.fromEntries(target ? [...rest, [target, column]] : rest);
}

/** A key for a column's own name, as the server takes it. */
export const freeKey = (column: string) =>
  column
    .trim()
    .replace(/[^\p{L}\p{N}_.\- ]/gu, "_")
    .slice(0, 60);

/** How a target is called: its label, or the free key itself. */
export function labelOf(targets: Target[], name: string): string {
  const known = targets.find((one) => one.name === name);
  return known?.label ?? name.replace(/^(trait|property):/, "");
}

/** An option set, or taken away when it is neutral. */
export function withOption(options: Record<string, unknown>, name: string, value: unknown) {
  const { [name]: _gone, ...rest } = options;
  return value === "" || value === undefined || value === null ? rest : { ...rest, [name]: value };
}

const plain = (text: string) => text.replace(/[\s_\-./()（）:：]+/g, "").toLowerCase();

/** Columns recognised by the names of the targets and their synonyms; each column serves one target. */
export function autoMap(targets: Target[], columns: string[]): Record<string, string> {
  const left = new Map(columns.map((column) => [plain(column), column]));
  const mapped: Record<string, string> = {};
  for (const target of targets) {
    const word = [target.name, target.label, ...target.synonyms].map(plain).find((one) => left.has(one));
    if (word === undefined) continue;
    mapped[target.name] = left.get(word) ?? "";
    left.delete(word);
  }
  return mapped;
}

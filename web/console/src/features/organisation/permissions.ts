/** Rights by module as the endpoints name them; `read` alone or with `write` and special ones. */
export const MODULES = [
  "profiles",
  "accounts",
  "segments",
  "journeys",
  "messages",
  "templates",
  "analytics",
  "events",
  "imports",
  "catalog",
  "orders",
  "jobs",
  "organisation",
] as const;

export type Level = "none" | "read" | "write" | "all";

/** How far permissions reach in a module. */
export function levelOf(permissions: readonly string[], module: string): Level {
  if (permissions.includes("*") || permissions.includes(`${module}.*`)) return "all";
  const held = permissions.filter((permission) => permission.startsWith(`${module}.`));
  if (held.some((permission) => !permission.endsWith(".read"))) return "write";
  return held.length > 0 ? "read" : "none";
}

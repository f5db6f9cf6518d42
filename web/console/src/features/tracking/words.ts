import { textOr } from "@/i18n";

/** A reason of the plan with its path, in words. */
export function reasonWords(reason: string): string {
  const at = reason.indexOf(":");
  const what = at < 0 ? reason : reason.slice(0, at);
  const words = textOr(`tracking.reason.${what}`, what);
  return at < 0 ? words : `${words} · ${reason.slice(at + 1)}`;
}

export const STATUSES = ["draft", "active", "deprecated"] as const;
export const TYPES = [
  "string",
  "number",
  "integer",
  "boolean",
  "datetime",
  "enum",
  "object",
  "list",
] as const;
export const ITEMS = ["string", "number", "integer", "boolean", "datetime", "object"] as const;
export const ACTIONS = ["accept", "flag", "quarantine"] as const;

/** What a reason of the traffic verdict means. */
export const reasonDefinition = (reason: string): string => {
  const at = reason.indexOf(":");
  return textOr(`tracking.reason_definition.${at < 0 ? reason : reason.slice(0, at)}`, "");
};

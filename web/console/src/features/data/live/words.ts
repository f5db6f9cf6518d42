import { textOr } from "@/i18n";
import type { Tone } from "@/ui";
import type { LiveEvent } from "../api";

const TONES: Record<string, Tone> = { valid: "ok", suspect: "warn", invalid: "bad" };
export const toneOfQuality = (quality: string): Tone => TONES[quality] ?? "neutral";
export const wordOfReason = (reason: string) => {
  const [what = reason, path] = reason.split(":");
  const words = textOr(`data.reason.${what}`, textOr(`tracking.reason.${what}`, what));
  return path ? `${words} · ${path}` : words;
};

const LEFT_OUT = new Set(["session_id", "message", "user_id", "anonymous_id", "segment_id"]);

/** What the event is about, in a line: its first few columns and properties. */
export function hintOf(event: LiveEvent): string {
  return Object.entries({ ...event.columns, ...event.properties, ...event.traits })
    .filter(
      ([key, value]) => !LEFT_OUT.has(key) && value !== null && value !== "" && typeof value !== "object",
    )
    .slice(0, 5)
    .map(([key, value]) => `${textOr(`data.property.${key}`, key)} ${String(value)}`)
    .join(" · ");
}

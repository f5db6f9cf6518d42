import type { Translate } from "@/i18n";
import type { DeltaKind, Format } from "@/ui";
import type { Shown } from "./api";

/** A figure as it is read: money, share or number. */
export function figureText(
  shown: Pick<Shown, "unit">,
  value: number | null,
  format: Format,
  compact = true,
): string {
  if (shown.unit === "money") return format.money(value, { compact });
  if (shown.unit === "share") return format.percent(value);
  return format.number(value, { compact });
}

export const nameOf = (t: Translate, key: string): string => t(`home.metric.${key}`);
export const definitionOf = (t: Translate, key: string): string => t(`home.metric.${key}.definition`);
export const deltaKind = (shown: Pick<Shown, "unit">): DeltaKind =>
  shown.unit === "share" ? "points" : "percent";

export type Health = "ok" | "warn" | "bad" | "neutral";

/** Green when the target is reached, amber when nearly, red when clearly not; grey without a target. */
export function healthOf(shown: Pick<Shown, "reached">): Health {
  if (shown.reached === null || shown.reached === undefined) return "neutral";
  return shown.reached >= 1 ? "ok" : shown.reached >= 0.95 ? "warn" : "bad";
}

/** 早上好 … by the hour of the company's clock. */
export function greetingKey(hour: number): string {
  if (hour < 5) return "night";
  if (hour < 11) return "morning";
  if (hour < 14) return "noon";
  return hour < 18 ? "afternoon" : "evening";
}

export const numbersOf = (series: (number | null)[]): number[] => series.map((value) => value ?? 0);

import { type Translate, textOr } from "@/i18n";
import type { Format } from "@/ui";
import { type Days, daysText, type Period, type Span } from "./days";
import type { Compare, Measure, MeasureKind } from "./question";

export const NONE_VALUE = "(none)";
export const OTHER_VALUE = "(other)";

/** Properties that hold money in minor units. */
const MONEY = new Set(["amount"]);

export const propertyName = (property: string): string =>
  textOr(`analytics.property.${property}`, property.replaceAll("_", " "));

/** The unit of a measure: people, times, money or a bare number. */
export function unitOf(measure: Measure): "people" | "times" | "money" | "number" {
  const kind = measure.measure ?? "count";
  if (kind === "people") return "people";
  if (kind === "count") return "times";
  if (kind === "per_person") return "number";
  return MONEY.has(measure.property ?? "") ? "money" : "number";
}

export const needsProperty = (kind: MeasureKind): boolean => ["sum", "mean", "median", "p90"].includes(kind);
export const isMoney = (property: string): boolean => MONEY.has(property);

/** Adding over periods makes sense for it. */
export const adds = (measure: Measure): boolean => ["count", "sum"].includes(measure.measure ?? "count");

export function figure(
  value: number | null | undefined,
  measure: Measure,
  format: Format,
  compact = false,
): string {
  const unit = unitOf(measure);
  if (unit === "money") {
    const whole =
      compact && value !== null && value !== undefined && Math.abs(value) < 1_000_000 && value % 100 === 0;
    return format.money(value, { compact, digits: whole ? 0 : undefined });
  }
  const whole = value === null || value === undefined || Number.isInteger(value);
  return format.number(value, { compact, digits: whole ? (compact ? 1 : 0) : 1 });
}

/** A figure with its unit in words: `95 人`, `12 次`, `¥1,200`. */
export function figureWords(
  value: number | null | undefined,
  measure: Measure,
  t: Translate,
  format: Format,
): string {
  const unit = unitOf(measure);
  const count = figure(value, measure, format);
  return unit === "people" || unit === "times" ? t(`analytics.figure.${unit}`, { count }) : count;
}

export function measureName(measure: Measure, event: string, t: Translate): string {
  const kind = measure.measure ?? "count";
  return t(`analytics.measure_of.${kind}`, { event, property: propertyName(measure.property ?? "") });
}

export function valueName(value: string, t: Translate): string {
  if (value === NONE_VALUE) return t("analytics.value.none");
  return value === OTHER_VALUE ? t("analytics.value.other") : textOr(`analytics.known.${value}`, value);
}

/** `8 秒`, `45 分钟`, `3.2 小时`, `2.1 天`. */
export function duration(ms: number | null | undefined, t: Translate, format: Format): string {
  if (ms === null || ms === undefined) return "—";
  const scale =
    (
      [
        ["day", 86_400_000],
        ["hour", 3_600_000],
        ["minute", 60_000],
        ["second", 1000],
      ] as const
    ).find(([, length]) => ms >= length) ?? (["second", 1000] as const);
  const count = ms / scale[1];
  const fine = scale[0] === "day" || scale[0] === "hour";
  return t(`analytics.duration.${scale[0]}`, {
    count: format.number(count, { digits: fine && Math.round(count * 10) % 10 !== 0 ? 1 : 0 }),
  });
}

/** A preset in words; so many periods name their period. */
export const presetName = (preset: string, period: Period, t: Translate): string =>
  t(preset.endsWith("p") ? `analytics.span.${preset}.${period}` : `analytics.span.${preset}`);

/** `近 28 天`, or the days themselves. */
export function spanName(
  span: Span,
  days: Days | undefined,
  today: string,
  t: Translate,
  period: Period = "day",
): string {
  if (span.preset) return presetName(span.preset, period, t);
  return days ? daysText(days, today) : "";
}

export const againstText = (compare: Compare, t: Translate): string =>
  compare === "none" ? "" : t(`analytics.against.${compare}`);

/** A relative change; null when there is nothing to compare with. */
export function relative(now: number | null | undefined, before: number | null | undefined): number | null {
  if (now === null || now === undefined || !before) return null;
  return now / before - 1;
}

/** A difference of shares. */
export function points(now: number | null | undefined, before: number | null | undefined): number | null {
  return now === null || now === undefined || before === null || before === undefined ? null : now - before;
}

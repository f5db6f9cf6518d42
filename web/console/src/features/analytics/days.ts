/** Calendar days of the company's zone as texts `2026-11-24`, and the spans that questions are asked over. */

export const DAY = 86_400_000;
export type Period = "hour" | "day" | "week" | "month";

/** `28d`: that many full days up to yesterday; `12p`: that many periods of the question, the running one included. */
export const PRESETS = [
  "today",
  "yesterday",
  "7d",
  "14d",
  "28d",
  "90d",
  "365d",
  "month",
  "last_month",
] as const;
export const PERIOD_PRESETS = ["8p", "12p", "24p"] as const;
export type Preset = (typeof PRESETS)[number] | (typeof PERIOD_PRESETS)[number];

/** A preset, or first and last day of a fixed span. */
export interface Span {
  preset: Preset | "";
  from?: string;
  to?: string;
}

export interface Days {
  /** First day. */
  from: string;
  /** Last day, counted too. */
  to: string;
}

export interface Range {
  start: number;
  end: number;
}

function wallClock(at: number, timezone: string): { day: string; ms: number } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(at);
  const read = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  const day = `${read("year")}-${read("month")}-${read("day")}`;
  return { day, ms: Date.parse(`${day}T${read("hour")}:${read("minute")}:00Z`) };
}

/** The day of an instant in a zone. */
export const dayOf = (at: number, timezone: string): string => wallClock(at, timezone).day;

/** Midnight of a day in a zone, UTC ms. */
export function midnight(day: string, timezone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const guess = utc - (wallClock(utc, timezone).ms - utc);
  return utc - (wallClock(guess, timezone).ms - guess);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

function addMonths(day: string, months: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** First day of the period that a day lies in; weeks begin on Monday. */
function startOf(day: string, period: Period): string {
  if (period === "month") return `${day.slice(0, 8)}01`;
  if (period !== "week") return day;
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** First and last day of a span as of today. */
export function daysOf(span: Span, today: string, period: Period = "day"): Days {
  const yesterday = addDays(today, -1);
  const { preset } = span;
  if (preset === "today") return { from: today, to: today };
  if (preset === "yesterday") return { from: yesterday, to: yesterday };
  if (preset === "month") return { from: startOf(today, "month"), to: today };
  if (preset === "last_month") {
    const first = addMonths(today, -1);
    return { from: first, to: addDays(addMonths(first, 1), -1) };
  }
  if (preset === "") return { from: span.from ?? addDays(today, -28), to: span.to ?? yesterday };
  const count = Number.parseInt(preset, 10);
  if (preset.endsWith("d")) return { from: addDays(today, -count), to: yesterday };
  const first = startOf(today, period);
  if (period === "month") return { from: addMonths(first, 1 - count), to: today };
  return { from: addDays(first, (1 - count) * (period === "week" ? 7 : 1)), to: today };
}

/** [start, end) in UTC ms. */
export function rangeOf(days: Days, timezone: string): Range {
  return { start: midnight(days.from, timezone), end: midnight(addDays(days.to, 1), timezone) };
}

/** The fixed days of a stored range. */
export function daysOfRange(range: Range, timezone: string): Days {
  return { from: dayOf(range.start, timezone), to: dayOf(range.end - 1, timezone) };
}

/** The days to compare with: as many before, or the same dates a year earlier. */
export function earlierDays(days: Days, how: "previous" | "last_year"): Days {
  if (how === "last_year") return { from: yearBefore(days.from), to: yearBefore(days.to) };
  const whole = days.from.endsWith("-01") && addDays(days.to, 1).endsWith("-01");
  if (whole) {
    const months = monthsBetween(days.from, addDays(days.to, 1));
    return { from: addMonths(days.from, -months), to: addDays(days.from, -1) };
  }
  return { from: addDays(days.from, -lengthOf(days)), to: addDays(days.from, -1) };
}

export const lengthOf = (days: Days): number =>
  Math.round((Date.parse(days.to) - Date.parse(days.from)) / DAY) + 1;

function monthsBetween(first: string, last: string): number {
  const [year = 0, month = 0] = first.split("-").map(Number);
  const [laterYear = 0, laterMonth = 0] = last.split("-").map(Number);
  return (laterYear - year) * 12 + laterMonth - month;
}

function yearBefore(day: string): string {
  const moved = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return moved.endsWith("02-29") ? moved.replace("02-29", "02-28") : moved;
}

/** `10-28 – 11-24`, with years when they differ from today's. */
export function daysText(days: Days, today: string): string {
  const short = days.from.slice(0, 4) === today.slice(0, 4) && days.to.slice(0, 4) === today.slice(0, 4);
  const words = (day: string) => (short ? day.slice(5) : day);
  return days.from === days.to ? words(days.from) : `${words(days.from)} – ${words(days.to)}`;
}

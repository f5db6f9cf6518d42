import type { Home, Span } from "./api";

const DAY = 86_400_000;

/** Midnight of a calendar day in a time zone, UTC ms (the zone's offset of that day). */
export function midnight(day: string, timezone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(utc);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"));
  return utc - (local - utc);
}

/** Yesterday, the 28 full days up to it, and the month so far, as the home page counts them. */
export function spansOf(home: Home, timezone: string): { day: Span; weeks: Span; month: Span } {
  const start = midnight(home.yesterday, timezone);
  const end = start + DAY;
  return {
    day: { start, end },
    weeks: { start: end - 28 * DAY, end },
    month: { start: midnight(`${home.pace.month}-01`, timezone), end: end + DAY },
  };
}

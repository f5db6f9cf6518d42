/** Company days as UTC milliseconds. */

const MINUTE = 60_000;

/** `YYYY-MM-DD` of an instant in a time zone. */
export function dayOf(at: number, timezone: string): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at);
}

/** How far a zone's wall clock is ahead of UTC at an instant. */
function offset(at: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const part = (name: string) => Number(parts.find((one) => one.type === name)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return wall - Math.floor(at / MINUTE) * MINUTE;
}

/** The instant at which a day begins in a zone. */
export function dayStart(day: string, timezone: string): number {
  const guess = Date.parse(`${day}T00:00:00Z`);
  const first = guess - offset(guess, timezone);
  // Once more with the offset that holds there (change to or from summer time).
  return guess - offset(first, timezone);
}

/** The instant at which the next day begins. */
export function dayEnd(day: string, timezone: string): number {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return dayStart(next, timezone);
}

import { useQuery } from "@tanstack/react-query";
import { api, take } from "./client";
import { useSession } from "./session";

const DAY = 86_400_000;

export interface TimeSpan {
  start: number;
  end: number;
}

/** How far the zone's clock is ahead of UTC at an instant, in ms. */
function ahead(at: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
    read("second"),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

/** The last `days` company days, today included, as [start, end) in UTC ms. */
export function lastDays(now: number, days: number, timezone: string): TimeSpan {
  const wall = now + ahead(now, timezone);
  const midnight = wall - (wall % DAY) - ahead(now, timezone);
  return { start: midnight - (days - 1) * DAY, end: midnight + DAY };
}

/** The last `months` calendar months, the running one included, as [start, end) in UTC ms. */
export function lastMonths(now: number, months: number, timezone: string): TimeSpan {
  const wall = new Date(now + ahead(now, timezone));
  const first = (shift: number) => {
    const utc = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + shift, 1);
    return utc - ahead(utc, timezone);
  };
  return { start: first(1 - months), end: first(1) };
}

/** Business time; the demo has a clock of its own. Undefined until it is known. */
export function useNow(): number | undefined {
  const { company } = useSession();
  const demo = useQuery({
    queryKey: ["now"],
    enabled: company.demo,
    staleTime: 60_000,
    queryFn: () => take(api.GET("/api/v1/demo")),
  });
  if (!company.demo) return Math.floor(Date.now() / 60_000) * 60_000;
  return demo.data && Math.floor(Date.parse(demo.data.now) / 60_000) * 60_000;
}

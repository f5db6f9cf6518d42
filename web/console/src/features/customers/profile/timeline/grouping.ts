import type { Format } from "@/ui";
import type { TimelineEvent } from "../api";

/** One line of the timeline: an event, the events folded into it, and what a folded run hides. */
export interface Entry {
  event: TimelineEvent;
  /** Bought products of a paid order. */
  lines: TimelineEvent[];
  /** Further events of the same name right before it, newest first. */
  run: TimelineEvent[];
}

export interface Day {
  date: string;
  entries: Entry[];
}

const RUN_FROM = 3;

/** Lines of an order stand in its payment; they come before or after it in the same moment. */
function foldOrders(events: TimelineEvent[]): Entry[] {
  const paid = new Map<unknown, Entry>();
  for (const event of events)
    if (event.name === "order_paid") paid.set(event.properties.order_id, { event, lines: [], run: [] });
  const entries: Entry[] = [];
  for (const event of events) {
    const order = paid.get(event.properties.order_id);
    if (event.name === "order_paid" && order) entries.push(order);
    else if (event.name === "product_bought" && order) order.lines.push(event);
    else entries.push({ event, lines: [], run: [] });
  }
  return entries;
}

const folds = (entry: Entry) => entry.event.group === "behaviour";

/** Three and more of the same behaviour in a row become one line that opens. */
function foldRuns(entries: Entry[]): Entry[] {
  const found: Entry[] = [];
  for (let at = 0; at < entries.length; ) {
    const first = entries[at] as Entry;
    let end = at + 1;
    while (folds(first) && entries[end]?.event.name === first.event.name) end += 1;
    if (end - at >= RUN_FROM)
      found.push({ ...first, run: entries.slice(at + 1, end).map((entry) => entry.event) });
    else found.push(...entries.slice(at, end));
    at = end;
  }
  return found;
}

/** Events, newest first, by day of the company's time zone. */
export function daysOf(events: TimelineEvent[], dayOf: (at: string) => string): Day[] {
  const days: Day[] = [];
  for (const entry of foldOrders(events)) {
    const date = dayOf(entry.event.time);
    const last = days.at(-1);
    if (last?.date === date) last.entries.push(entry);
    else days.push({ date, entries: [entry] });
  }
  return days.map((day) => ({ ...day, entries: foldRuns(day.entries) }));
}

type Translate = (key: string, params?: Record<string, unknown>) => string;

/** "昨天 · 11-21 周六": near days by word, the year only when it is another. */
export function headingOf(date: string, today: string, format: Format, t: Translate): string {
  const distance = Math.round((Date.parse(today) - Date.parse(date)) / 86_400_000);
  const weekday = new Intl.DateTimeFormat(format.language, { weekday: "short", timeZone: "UTC" }).format(
    Date.parse(date),
  );
  const words = `${date.slice(0, 4) === today.slice(0, 4) ? date.slice(5) : date} ${weekday}`;
  if (distance === 0) return `${t("customers.timeline.today")} · ${words}`;
  return distance === 1 ? `${t("customers.timeline.yesterday")} · ${words}` : words;
}

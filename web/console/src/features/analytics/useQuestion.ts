import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { useSession } from "@/api/session";
import { type Report, useEventNames, useReport, useToday } from "./api";
import { type Days, daysOf, type Period } from "./days";
import { type Asks, FIRST, fits, fromSaved, type Kind } from "./question";

export interface Question<K extends Kind> {
  ask: Asks[K];
  /** Each change is a step in the history: Back takes it back. */
  change: (changes: Partial<Asks[K]>) => void;
  /** Back to the page's first question, or to the report as it was saved. */
  reset: () => void;
  changed: boolean;
  report: Report | undefined;
  /** Show a report as it was saved. */
  show: (report: Report) => void;
  /** The report that the address names could not be read. */
  error: Error | null;
  today: string | undefined;
  days: Days | undefined;
  timezone: string;
}

/** The question of a page: what the address says, over the saved report, over the page's first question. */
export function useQuestion<K extends Kind>(kind: K): Question<K> {
  const { company } = useSession();
  const [params, setParams] = useSearchParams();
  const today = useToday();
  const id = params.get("report");
  const saved = useReport(id);
  const report = saved.data?.kind === kind ? saved.data : undefined;
  const base = useMemo(
    () => (report ? fromSaved(kind, report.query, company.timezone) : FIRST[kind]),
    [kind, report, company.timezone],
  );
  const text = params.get("ask");
  const ask = useMemo(() => ({ ...base, ...readAsk(kind, text) }), [base, kind, text]);
  // Answers and files carry the names of events: without them the question would be asked twice.
  const names = useEventNames();
  const waiting = (id !== null && saved.isPending) || names.isPending;

  const change = useCallback(
    (changes: Partial<Asks[K]>) =>
      setParams((before) => {
        const after = new URLSearchParams(before);
        const now = { ...base, ...readAsk(kind, before.get("ask")), ...changes };
        const other = Object.entries(now).filter(
          ([key, value]) => JSON.stringify(value) !== JSON.stringify(base[key as keyof typeof base]),
        );
        if (other.length) after.set("ask", JSON.stringify(Object.fromEntries(other)));
        else after.delete("ask");
        return after;
      }),
    [setParams, base, kind],
  );
  const period = "period" in ask ? (ask.period as Period) : "day";
  const days = useMemo(
    () => (today && !waiting ? daysOf(ask.span, today, period) : undefined),
    [ask.span, today, period, waiting],
  );
  return {
    ask,
    change,
    reset: () => setParams(id ? { report: id } : {}),
    changed: text !== null,
    report,
    show: (one) => setParams({ report: one.id }, { replace: true }),
    error: saved.error,
    today,
    days,
    timezone: company.timezone,
  };
}

function readAsk<K extends Kind>(kind: K, text: string | null): Partial<Asks[K]> {
  if (!text) return {};
  try {
    const value: unknown = JSON.parse(text);
    return fits(kind, value) ? value : {};
  } catch {
    return {};
  }
}

import type { Model } from "@/api/client";
import { type Days, daysOfRange, earlierDays, type Period, type Range, rangeOf, type Span } from "./days";

export type Step = Model<"Step">;
export type Where = Model<"Where">;
export type Measure = Model<"Measure">;
export type MeasureKind = NonNullable<Measure["measure"]>;
export type Exclusion = Model<"Exclusion">;
export type TrendQuery = Model<"TrendQuery">;
export type FunnelQuery = Model<"FunnelQuery">;
export type RetentionQuery = Model<"RetentionQuery">;
export type Condition = NonNullable<TrendQuery["among"]>;
export type Compare = "none" | "previous" | "last_year";
export type Kind = "trend" | "funnel" | "retention";

/** A question as the pages hold it: the server's, with a span that moves in place of a range. */
interface Asked {
  span: Span;
  compare: Compare;
  among: Condition | null;
  include_invalid: boolean;
}

export type ChartKind = "line" | "bar" | "stack";

export interface TrendAsk extends Asked {
  measures: Measure[];
  period: Period;
  breakdown: string | null;
  chart: ChartKind;
}

export interface FunnelAsk extends Asked {
  steps: Step[];
  window_ms: number;
  mode: "ordered" | "strict" | "unordered";
  finish_later: boolean;
  exclusions: Exclusion[];
  breakdown: string | null;
  breakdown_at: "first" | "last" | "all";
}

export interface RetentionAsk extends Asked {
  start_event: Step;
  return_event: Step;
  period: "day" | "week" | "month";
  start_mode: "first_ever" | "recurring";
  rolling: boolean;
}

export interface Asks {
  trend: TrendAsk;
  funnel: FunnelAsk;
  retention: RetentionAsk;
}

export interface Queries {
  trend: TrendQuery;
  funnel: FunnelQuery;
  retention: RetentionQuery;
}

const ANYBODY = { compare: "previous", among: null, include_invalid: false } as const;

/** What each page asks when it is first opened. */
export const FIRST: Asks = {
  trend: {
    ...ANYBODY,
    span: { preset: "28d" },
    measures: [{ step: { event: "order_paid" }, measure: "people" }],
    period: "day",
    breakdown: null,
    chart: "line",
  },
  funnel: {
    ...ANYBODY,
    span: { preset: "28d" },
    steps: [{ event: "product_viewed" }, { event: "product_added" }, { event: "order_paid" }],
    window_ms: 7 * 86_400_000,
    mode: "ordered",
    finish_later: true,
    exclusions: [],
    breakdown: null,
    breakdown_at: "first",
  },
  retention: {
    ...ANYBODY,
    span: { preset: "12p" },
    compare: "none",
    start_event: { event: "order_paid" },
    return_event: { event: "order_paid" },
    period: "week",
    start_mode: "first_ever",
    rolling: false,
  },
};

/** Event names in the reader's language, so that answers and files carry them. */
export type NameOf = (event: string) => string;

function named(step: Step, nameOf: NameOf): Step {
  return { ...step, label: step.label || [step.event, ...(step.also ?? [])].map(nameOf).join(" / ") };
}

export function trendQuery(ask: TrendAsk, range: Range, nameOf: NameOf): TrendQuery {
  const { span: _span, chart: _chart, ...rest } = ask;
  const measures = ask.measures.map((one) => ({ ...one, step: named(one.step, nameOf) }));
  return { ...rest, measures, range };
}

export function funnelQuery(ask: FunnelAsk, range: Range, nameOf: NameOf): FunnelQuery {
  const { span: _span, compare: _compare, ...rest } = ask;
  return { ...rest, steps: ask.steps.map((one) => named(one, nameOf)), range };
}

export function retentionQuery(ask: RetentionAsk, range: Range, nameOf: NameOf): RetentionQuery {
  const { span: _span, compare: _compare, ...rest } = ask;
  return {
    ...rest,
    start_event: named(ask.start_event, nameOf),
    return_event: named(ask.return_event, nameOf),
    range,
  };
}

/** The same question over the days compared with; undefined when nothing is compared. */
export function earlierRange(days: Days, compare: Compare, timezone: string): Range | undefined {
  return compare === "none" ? undefined : rangeOf(earlierDays(days, compare), timezone);
}

interface SavedView {
  preset?: Span["preset"];
  compare?: Compare;
  chart?: ChartKind;
}

/** A question as it is saved: the server's query, and beside it what moves and how it is drawn. */
export function toSaved(ask: Asks[Kind], range: Range): Record<string, unknown> {
  const { span, compare, ...rest } = ask;
  const { chart, ...query } = rest as typeof rest & { chart?: ChartKind };
  const own = "measures" in ask ? { compare } : {};
  return { ...query, ...own, range, view: { preset: span.preset, compare, ...(chart && { chart }) } };
}

/** A saved question as the pages hold it. */
export function fromSaved<K extends Kind>(
  kind: K,
  saved: Record<string, unknown>,
  timezone: string,
): Asks[K] {
  const { range, view, ...query } = saved as { range: Range; view?: SavedView };
  const span: Span = view?.preset ? { preset: view.preset } : { preset: "", ...daysOfRange(range, timezone) };
  const drawn = view?.chart ? { chart: view.chart } : {};
  return {
    ...FIRST[kind],
    compare: "none",
    ...query,
    ...(view?.compare && { compare: view.compare }),
    ...drawn,
    span,
  } as Asks[K];
}

/** Whether a value from an address has the shape of a question. */
export function fits<K extends Kind>(kind: K, value: unknown): value is Partial<Asks[K]> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const model = FIRST[kind] as unknown as Record<string, unknown>;
  return Object.entries(value).every(([key, part]) => {
    const wanted = model[key];
    if (wanted === null || wanted === undefined) return key in model;
    if (Array.isArray(wanted)) return Array.isArray(part) && part.every((one) => isPart(key, one));
    return typeof part === typeof wanted && part !== null;
  });
}

function isPart(key: string, value: unknown): boolean {
  const step = key === "measures" ? (value as { step?: unknown } | null)?.step : value;
  return typeof (step as { event?: unknown } | null | undefined)?.event === "string";
}

/** The segment that a question is limited to, when it is just that. */
export function segmentOf(among: Condition | null): string | null {
  if (among?.type !== "list" || among.member === false) return null;
  return String(among.list_id);
}

/** Limits to the people of a segment; the server reads the id as text. */
export function inSegment(id: string | undefined): Condition | null {
  return id ? { type: "list", list_id: id as unknown as number } : null;
}

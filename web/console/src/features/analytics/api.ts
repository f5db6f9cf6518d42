import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api, type Model, type Page, request, take } from "@/api/client";
import { useList } from "@/api/list";
import { useSession } from "@/api/session";
import type { Person } from "@/features/people";
import { textOr } from "@/i18n";
import { download } from "@/ui";
import { dayOf } from "./days";
import type { Kind, NameOf, Queries } from "./question";

export type TrendAnswer = Model<"TrendOut">;
export type FunnelAnswer = Model<"FunnelOut">;
export type RetentionAnswer = Model<"RetentionOut">;
export type EventName = Model<"EventNameOut">;
export type Property = Model<"PropertyOut">;

export interface Answers {
  trend: TrendAnswer;
  funnel: FunnelAnswer;
  retention: RetentionAnswer;
}

export interface Report {
  id: string;
  name: string;
  kind: Kind;
  query: Record<string, unknown>;
  created_by: string;
  created_at: string;
  updated_at: string;
}

const SLOW = 5 * 60_000;
const REPORTS = "/api/v1/analytics/reports";

export function useEventNames() {
  return useQuery({
    queryKey: ["analytics", "events"],
    staleTime: SLOW,
    queryFn: () => take(api.GET("/api/v1/events/names")),
    select: worded,
  });
}

/** Own events that the product's demo sends have words here; others keep their technical name. */
const worded = (names: EventName[]): EventName[] =>
  names.map((one) =>
    one.label === one.name ? { ...one, label: textOr(`analytics.event_name.${one.name}`, one.name) } : one,
  );

/** An event's name in the reader's language. */
export function useNameOf(): NameOf {
  const { data } = useEventNames();
  const names = useMemo(() => new Map(data?.map((one) => [one.name, one.label])), [data]);
  return useCallback((event) => names.get(event) ?? event, [names]);
}

/** Properties seen on an event, with their most frequent values. */
export function useProperties(event: string | undefined) {
  return useQuery({
    queryKey: ["analytics", "properties", event],
    enabled: Boolean(event),
    staleTime: SLOW,
    queryFn: () =>
      take(api.GET("/api/v1/segments/vocabulary/properties", { params: { query: { event: event ?? "" } } })),
  });
}

export function useSegments() {
  return useQuery({
    queryKey: ["analytics", "segments"],
    staleTime: SLOW,
    queryFn: async () =>
      (await take(api.GET("/api/v1/segments", { params: { query: { limit: 200, sort: "name" } } }))).items,
  });
}

/** Today in the company's zone; the demo has a clock of its own. Undefined until it is known. */
export function useToday(): string | undefined {
  const { company } = useSession();
  const demo = useQuery({
    queryKey: ["analytics", "now"],
    enabled: company.demo,
    queryFn: () => take(api.GET("/api/v1/demo")),
  });
  if (company.demo && demo.isPending) return undefined;
  const now = demo.data ? Date.parse(demo.data.now) : Date.now();
  return dayOf(now, company.timezone);
}

/** The answer to a question; the last one stays in view while the next is on its way. */
export function useAnswer<K extends Kind>(kind: K, query: Queries[K] | undefined) {
  return useQuery({
    queryKey: ["analytics", "answer", kind, query],
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      request<Answers[K]>("POST", `/api/v1/analytics/${kind}`, { body: query, signal }),
  });
}

/** One page of the people behind a number of an answer. */
export function loadPeople(kind: Kind, body: unknown, cursor: string | undefined): Promise<Page<Person>> {
  return request("POST", `/api/v1/analytics/${kind}/people`, { body, query: { cursor, limit: 50 } });
}

export async function downloadAnswer(kind: Kind, query: Queries[Kind], name: string): Promise<void> {
  download(`${name}.csv`, await request<string>("POST", `/api/v1/analytics/${kind}/csv`, { body: query }));
}

export function useReports() {
  return useList<Report, { kind: string }>({
    key: ["analytics", "reports"],
    filters: { kind: "" },
    sort: "-updated_at",
    fetch: ({ q, sort, limit, cursor, filters }) =>
      request("GET", REPORTS, { query: { q, sort, limit, cursor, kind: filters.kind } }),
  });
}

export function searchReports(q: string): Promise<Page<Report>> {
  return request("GET", REPORTS, { query: { q, limit: 6 } });
}

export function useReport(id: string | null) {
  return useQuery({
    queryKey: ["analytics", "report", id],
    enabled: id !== null,
    queryFn: () => request<Report>("GET", `${REPORTS}/${id}`),
  });
}

interface NewReport {
  name: string;
  kind: Kind;
  query: Record<string, unknown>;
}

function useReportChange<Wanted, Made>(change: (wanted: Wanted) => Promise<Made>, silent: boolean) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent },
    mutationFn: change,
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === "analytics" && String(queryKey[1]).startsWith("report"),
      }),
  });
}

export const useCreateReport = (silent = true) =>
  useReportChange((body: NewReport) => request<Report>("POST", REPORTS, { body }), silent);

export const useUpdateReport = (silent = false) =>
  useReportChange(
    ({ id, ...body }: { id: string; name?: string; query?: Record<string, unknown> }) =>
      request<Report>("PATCH", `${REPORTS}/${id}`, { body }),
    silent,
  );

export const useDeleteReports = () =>
  useReportChange(async (reports: Report[]) => {
    for (const { id } of reports) await request<void>("DELETE", `${REPORTS}/${id}`);
    return reports;
  }, false);

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";
import type { TimeSpan } from "@/api/span";
import { currentLanguage } from "@/i18n";

export type CatalogueEvent = Model<"CatalogueEventOut">;
export type Detail = Model<"CatalogueDetailOut">;
export type Spec = Model<"PropertySpec">;
export type Policy = Model<"PolicyOut">;
export type Violation = Model<"ViolationOut">;
export type Quarantined = Model<"QuarantinedOut">;
export type PlannedEvent = Detail["event"];
export type PlanDocument = Model<"PlanDocument">;
export type Decision = "release" | "discard";

const CATALOGUE = "tracking-catalogue";
const PLAN = "tracking-plan";

export const useCatalogue = () =>
  useQuery({
    queryKey: [CATALOGUE, currentLanguage()],
    queryFn: () => take(api.GET("/api/v1/events/catalogue")),
  });

export const useCatalogueEvent = (name: string | undefined) =>
  useQuery({
    queryKey: [CATALOGUE, "event", name],
    enabled: name !== undefined,
    queryFn: () => readEvent(name ?? "", false),
  });

/** One event; `infer` adds the properties that its latest events carry. */
export const readEvent = (name: string, infer: boolean) =>
  take(api.GET("/api/v1/events/catalogue/event", { params: { query: { name, infer } } }));

/** Labels stand on every page, so a change of the catalogue makes all names be asked anew. */
function useChange<Wanted, Made>(change: (wanted: Wanted) => Promise<Made>, silent = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent },
    mutationFn: change,
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) =>
          [CATALOGUE, PLAN, "event-names"].includes(String(queryKey[0])) || queryKey[1] === "events",
      }),
  });
}

export const useDeclare = () =>
  useChange((body: PlannedEvent) => take(api.PUT("/api/v1/events/catalogue/event", { body })));

export const useWithdraw = () =>
  useChange((name: string) =>
    take(api.DELETE("/api/v1/events/catalogue/event", { params: { query: { name } } })),
  );

export const usePlan = () =>
  useQuery({ queryKey: [PLAN, "state"], queryFn: () => take(api.GET("/api/v1/events/plan")) });

export const useViolations = (days: number) =>
  useQuery({
    queryKey: [PLAN, "violations", days, currentLanguage()],
    refetchInterval: 30_000,
    queryFn: () => take(api.GET("/api/v1/events/plan/violations", { params: { query: { days } } })),
  });

export const useSetPolicies = () =>
  useChange((policies: Policy[]) => take(api.PUT("/api/v1/events/plan/policies", { body: { policies } })));

export const readDocument = () => take(api.GET("/api/v1/events/plan/document"));

export const useImportPlan = () =>
  useChange((body: PlanDocument) => take(api.POST("/api/v1/events/plan/document", { body })));

export const useSources = () =>
  useQuery({
    queryKey: [PLAN, "sources"],
    queryFn: async () =>
      (await take(api.GET("/api/v1/write-keys", { params: { query: { limit: 200 } } }))).items.map(
        (one) => one.name,
      ),
  });

export const useQuarantine = () =>
  useList<Quarantined, { state: string }>({
    key: [PLAN, "quarantine", currentLanguage()],
    sort: "-received",
    filters: { state: "waiting" },
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/events/quarantine", {
          params: { query: { q, sort, limit, cursor, state: filters.state as Quarantined["state"] } },
        }),
      ),
  });

export const useDecide = () =>
  useChange(({ events, decision }: { events: string[]; decision: Decision }) =>
    take(api.POST("/api/v1/events/quarantine/decisions", { body: { events, decision } })),
  );

export type Traffic = Model<"TrafficReportOut">;
export type TrafficPart = Model<"TrafficPartOut">;
export type TrafficEvent = Model<"RecentEventOut">;
export type Thresholds = Model<"Thresholds">;
export type IpRange = Model<"IpRangeOut">;
export type Dimension = "source" | "campaign" | "content" | "region" | "hour" | "day" | "name";
export const DIMENSIONS: Dimension[] = ["source", "campaign", "content", "region", "hour", "day", "name"];
const TRAFFIC = "tracking-traffic";

export interface Slice {
  by?: Dimension;
  value?: string;
  quality?: "valid" | "suspect" | "invalid";
  reason?: string;
}

export const useTraffic = (span: TimeSpan | undefined, by: Dimension) =>
  useQuery({
    queryKey: [TRAFFIC, "report", span, by, currentLanguage()],
    enabled: span !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
    queryFn: () =>
      take(api.GET("/api/v1/events/traffic", { params: { query: { ...(span as TimeSpan), by } } })),
  });

export const useTrafficEvents = (span: TimeSpan, slice: Slice | null) =>
  useInfiniteQuery({
    queryKey: [TRAFFIC, "events", span, slice],
    enabled: slice !== null,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/v1/events/traffic/events", {
          params: { query: { ...span, ...slice, cursor: pageParam, limit: 50 } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const useTrafficSettings = () =>
  useQuery({
    queryKey: [TRAFFIC, "settings"],
    queryFn: () => take(api.GET("/api/v1/events/traffic/settings")),
  });

function useTrafficChange<Wanted, Made>(change: (wanted: Wanted) => Promise<Made>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: [TRAFFIC] }),
  });
}

export const useSetThresholds = () =>
  useTrafficChange((body: Thresholds) => take(api.PUT("/api/v1/events/traffic/settings", { body })));

export const useIpRanges = () =>
  useQuery({
    queryKey: [TRAFFIC, "ranges"],
    queryFn: () => take(api.GET("/api/v1/events/traffic/ranges", { params: { query: { limit: 200 } } })),
  });

export const useAddRange = () =>
  useTrafficChange((body: Model<"IpRangeIn">) => take(api.POST("/api/v1/events/traffic/ranges", { body })));

export const useRemoveRange = () =>
  useTrafficChange((id: string) =>
    take(api.DELETE("/api/v1/events/traffic/ranges/{range_id}", { params: { path: { range_id: id } } })),
  );

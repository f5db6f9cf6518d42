import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, type Page, request, take } from "@/api/client";
import type { TimeSpan } from "@/api/span";
import type { Person } from "@/features/people";
import { download } from "@/ui";

export type RfmReport = Model<"RfmReportOut">;
export type RfmCell = RfmReport["cells"][number];
export type CellKey = RfmCell["cell"];
export type Lifecycle = Model<"LifecycleOut">;
export type StageMove = Model<"StageMoveOut">;
export type Needs = Model<"NeedsOut">;
export type Need = Needs["needs"][number];
export type Unit = "day" | "week" | "month";
export type By = "category" | "brand" | "keyword" | "product_id";

export const STAGES = ["prospect", "first_purchase", "repeat", "retained", "dormant", "lapsed"] as const;
export const ACTS = ["searched", "viewed", "asked", "bought", "returned", "complained"] as const;
export type Act = (typeof ACTS)[number];

/** Which people stand behind a number. */
export interface Behind {
  path: "rfm" | "lifecycle" | "needs";
  query: Record<string, string | number | undefined>;
}

export const loadPeople = (behind: Behind, cursor: string | undefined): Promise<Page<Person>> =>
  request("GET", `/api/v1/analytics/${behind.path}/people`, {
    query: { ...behind.query, cursor, limit: 50 },
  });

const RFM = ["insights", "rfm"];

export const useRfm = () =>
  useQuery({
    queryKey: RFM,
    refetchInterval: 60_000,
    queryFn: () => take(api.GET("/api/v1/analytics/rfm")),
  });

export function useSetHigh() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (high: number) => take(api.PUT("/api/v1/analytics/rfm/settings", { body: { high } })),
    onSuccess: (report) => client.setQueryData(RFM, report),
  });
}

/** A segment of everybody in a cell, kept up to date. */
export const useBuildSegment = () =>
  useMutation({
    mutationFn: ({ name, cell }: { name: string; cell: CellKey }) =>
      take(
        api.POST("/api/v1/segments", {
          body: {
            name,
            description: "",
            key: "",
            kind: "dynamic",
            condition: { type: "all", of: [{ type: "trait", key: "rfm.cell", op: "eq", value: cell }] },
          },
        }),
      ),
  });

export const useLifecycle = (span: TimeSpan | undefined, unit: Unit) =>
  useQuery({
    queryKey: ["insights", "lifecycle", span, unit],
    enabled: span !== undefined,
    placeholderData: keepPreviousData,
    queryFn: () =>
      take(api.GET("/api/v1/analytics/lifecycle", { params: { query: { ...(span as TimeSpan), unit } } })),
  });

export const useNeeds = (span: TimeSpan | undefined, unit: Unit, by: By) =>
  useQuery({
    queryKey: ["insights", "needs", span, unit, by],
    enabled: span !== undefined,
    placeholderData: keepPreviousData,
    queryFn: () =>
      take(api.GET("/api/v1/analytics/needs", { params: { query: { ...(span as TimeSpan), unit, by } } })),
  });

export async function downloadNeeds(span: TimeSpan, unit: Unit, by: By, name: string): Promise<void> {
  const query = { ...span, unit, by };
  download(`${name}.csv`, await request<string>("GET", "/api/v1/analytics/needs/csv", { query }));
}

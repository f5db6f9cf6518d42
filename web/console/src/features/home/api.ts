import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";

export type Home = Model<"HomeOut">;
export type Shown = Model<"ShownOut">;
export type Tab = Model<"TabOut">;
export type Pace = Model<"PaceOut">;
export type Running = Model<"RunningOut">;
export type Alarm = Model<"AlarmOut">;
export type Action = Model<"ActionOut">;

export function useHome() {
  return useQuery({
    queryKey: ["home"],
    refetchInterval: 30_000,
    queryFn: () => take(api.GET("/api/v1/home")),
  });
}

export function useTargets(month: string, open: boolean) {
  return useQuery({
    queryKey: ["home", "targets", month],
    enabled: open,
    queryFn: () => take(api.GET("/api/v1/analytics/targets", { params: { query: { month } } })),
  });
}

export function useSetTargets() {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: { month: string; targets: Record<string, number | null> }) =>
      take(api.PUT("/api/v1/analytics/targets", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["home"] }),
  });
}

export interface Span {
  start: number;
  end: number;
}

export function loadPeople(key: string, span: Span, part: string | undefined, cursor: string | undefined) {
  return take(
    api.GET("/api/v1/analytics/metrics/{key}/people", {
      params: { path: { key }, query: { ...span, part, cursor, limit: 50 } },
    }),
  );
}

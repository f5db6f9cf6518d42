import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";
import { currentLanguage } from "@/i18n";

export type LiveEvent = Model<"RecentEventOut">;
export type EventName = Model<"EventNameOut">;
export type WriteKey = Model<"WriteKeyOut">;
export type Status = Model<"EventStatusOut">;
export type Consumer = Model<"ConsumerOut">;
export type Quality = "valid" | "suspect" | "invalid";

export interface LiveFilters {
  q: string;
  name: string;
  kind: string;
  source: string;
  profile: string;
  quality: "" | Quality;
}

/** The latest events; with `after` the answer waits for a newer one. */
export function readEvents(filters: LiveFilters, after: number | undefined, signal: AbortSignal) {
  const query = {
    ...filters,
    quality: filters.quality || undefined,
    limit: after === undefined ? 100 : 200,
    after_seq: after,
    wait: after === undefined ? 0 : 20,
  };
  return take(api.GET("/api/v1/events/recent", { params: { query }, signal }));
}

export const useEventNames = () =>
  useQuery({
    queryKey: ["event-names", currentLanguage()],
    queryFn: () => take(api.GET("/api/v1/events/names")),
    refetchInterval: 30_000,
  });

export const useStatus = () =>
  useQuery({
    queryKey: ["event-status"],
    queryFn: () => take(api.GET("/api/v1/events/status")),
    refetchInterval: 3_000,
  });

export function useWriteKeys() {
  return useList({
    key: ["write-keys"],
    sort: "name",
    filters: { revoked: "" },
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/write-keys", {
          params: { query: { q, sort, limit, cursor, revoked: filters.revoked === "yes" } },
        }),
      ),
  });
}

export function useCreateWriteKey() {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: Model<"WriteKeyIn">) => take(api.POST("/api/v1/write-keys", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["write-keys"] }),
  });
}

export function useRevokeWriteKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/v1/write-keys/{key_id}", { params: { path: { key_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["write-keys"] }),
  });
}

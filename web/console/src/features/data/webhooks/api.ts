import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";

export type Hook = Model<"HookOut">;
export type HookDetail = Model<"HookDetailOut">;
export type HookDraft = Model<"HookDraft">;
export type Mapping = Model<"HookMapping">;
export type MappedEvent = Model<"HookEvent">;
export type Value = Model<"HookValue">;
export type NamedValue = Model<"HookField">;
export type Condition = Model<"HookCondition">;
export type Check = Model<"HookCheck">;
export type Delivery = Model<"HookDeliveryOut">;
export type TriedEvent = Model<"HookTrialEventOut">;

export const useHooks = () =>
  useList({
    key: ["hooks"],
    sort: "name",
    fetch: ({ q, sort, limit, cursor }) =>
      take(api.GET("/api/v1/hooks", { params: { query: { q, sort, limit, cursor } } })),
    refetchInterval: 10_000,
  });

export const useHook = (id: string | undefined) =>
  useQuery({
    queryKey: ["hook", id],
    queryFn: () => take(api.GET("/api/v1/hooks/{hook_id}", { params: { path: { hook_id: id ?? "" } } })),
    enabled: id !== undefined,
  });

/** What a sample would give with a mapping; asked again whenever either changes. */
export const useTrial = (mapping: Mapping, payload: string) =>
  useQuery({
    queryKey: ["hook-trial", mapping, payload],
    queryFn: ({ signal }) =>
      take(api.POST("/api/v1/hooks/trial", { body: { mapping, payload, headers: {} }, signal })),
    enabled: payload.trim() !== "",
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });

export function useSaveHook(id: string | undefined) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: HookDraft) =>
      id
        ? take(api.PUT("/api/v1/hooks/{hook_id}", { params: { path: { hook_id: id } }, body }))
        : take(api.POST("/api/v1/hooks", { body })),
    onSuccess: (saved) => {
      client.setQueryData(["hook", saved.id], saved);
      return client.invalidateQueries({ queryKey: ["hooks"] });
    },
  });
}

export function useDeleteHook() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/v1/hooks/{hook_id}", { params: { path: { hook_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["hooks"] }),
  });
}

export const useDeliveries = (id: string) =>
  useList({
    key: ["hook-deliveries", id],
    sort: "-last_at",
    limit: 20,
    filters: { state: "" },
    fetch: ({ sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/hooks/{hook_id}/deliveries", {
          params: {
            path: { hook_id: id },
            query: {
              sort,
              limit,
              cursor,
              state: (filters.state || undefined) as Delivery["state"] | undefined,
            },
          },
        }),
      ),
    refetchInterval: 5_000,
  });

export const usePayload = (id: string, delivery: string | undefined) =>
  useQuery({
    queryKey: ["hook-payload", delivery],
    queryFn: () =>
      take(
        api.GET("/api/v1/hooks/{hook_id}/deliveries/{delivery_id}/payload", {
          params: { path: { hook_id: id, delivery_id: delivery ?? "" } },
        }),
      ),
    enabled: delivery !== undefined,
    gcTime: 0,
  });

/** Replay or drop deliveries that wait; no ids: all of them, 200 at a time. */
export function useDecide(id: string) {
  const client = useQueryClient();
  const done = () => {
    void client.invalidateQueries({ queryKey: ["hooks"] });
    return client.invalidateQueries({ queryKey: ["hook-deliveries", id] });
  };
  const params = { path: { hook_id: id } };
  const replay = useMutation({
    mutationFn: (deliveries: string[]) =>
      take(api.POST("/api/v1/hooks/{hook_id}/replay", { params, body: { deliveries } })),
    onSuccess: done,
  });
  const drop = useMutation({
    mutationFn: (deliveries: string[]) =>
      take(api.POST("/api/v1/hooks/{hook_id}/drop", { params, body: { deliveries } })),
    onSuccess: done,
  });
  return { replay, drop };
}

import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";
import { useCan } from "@/api/session";

export type Graph = Model<"GraphOut">;
export type GraphNode = Graph["nodes"][number];
export type Merge = Graph["merges"][number];
export type Refusal = Graph["refusals"][number];
export type Origin = Graph["origins"][number];
export type MergeRow = Model<"MergeRowOut">;
export type Side = Model<"SideOut">;
export type Kind = Model<"IdentifierKindOut">;
export type KindRule = Model<"KindRuleOut">;
export type Blocked = Model<"BlockedOut">;

const ofPerson = (id: string) => ({ params: { path: { profile_id: id } } });
const ofMerge = (id: string) => ({ params: { path: { merge_id: id } } });

export const usePerson = (id: string) =>
  useQuery({
    queryKey: ["customer", id],
    queryFn: () => take(api.GET("/api/v1/profiles/{profile_id}", ofPerson(id))),
  });

export const useGraph = (id: string) =>
  useQuery({
    queryKey: ["customer", id, "identity"],
    queryFn: () => take(api.GET("/api/v1/profiles/{profile_id}/identity", ofPerson(id))),
  });

export function useMerges() {
  return useList({
    key: ["merges"],
    filters: { how: "", standing: "" },
    fetch: ({ limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/merges", {
          params: {
            query: {
              limit,
              cursor,
              how: filters.how as "" | "rule" | "manual" | "duplicates",
              standing: filters.standing === "" ? undefined : filters.standing === "yes",
            },
          },
        }),
      ),
  });
}

/** What an undoing would split; asked for when someone looks. */
export const useSplit = (merge: string | null) =>
  useQuery({
    queryKey: ["merges", merge, "split"],
    enabled: merge !== null,
    staleTime: 0,
    queryFn: () => take(api.GET("/api/v1/merges/{merge_id}/split", ofMerge(merge ?? ""))),
  });

/** Now, and again while the fold in the background brings the figures after. */
export function readAgain(client: QueryClient) {
  for (const wait of [1_500, 4_000, 9_000]) setTimeout(() => void client.invalidateQueries(), wait);
  return client.invalidateQueries();
}

export function useUndoMerge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (merge: string) => take(api.POST("/api/v1/merges/{merge_id}/undo", ofMerge(merge))),
    onSuccess: () => readAgain(client),
  });
}

/** A few customers by words, to open their graph. */
export const findPeople = async (q: string) =>
  (await take(api.GET("/api/v1/profiles", { params: { query: { q, limit: 8, sort: "-last_seen" } } }))).items;

export const useHealth = () => {
  const can = useCan()("identity.read");
  return useQuery({
    queryKey: ["identity", "health"],
    enabled: can,
    queryFn: () => take(api.GET("/api/v1/identity/health")),
  });
};

export function useSquash() {
  return useMutation({ mutationFn: () => take(api.POST("/api/v1/identity/squash")) });
}

export const useKinds = () =>
  useQuery({ queryKey: ["identity", "kinds"], queryFn: () => take(api.GET("/api/v1/identity/kinds")) });

export const useLimitEffect = (kind: string, limit: number | null) =>
  useQuery({
    queryKey: ["identity", "kinds", kind, "effect", limit],
    enabled: kind !== "" && limit !== null && limit > 0,
    queryFn: () =>
      take(
        api.GET("/api/v1/identity/kinds/{kind}/effect", {
          params: { path: { kind }, query: { limit: limit ?? 1 } },
        }),
      ),
  });

export function useSetKind() {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: ({ kind, ...body }: KindRule & { kind: string }) =>
      take(api.PUT("/api/v1/identity/kinds/{kind}", { params: { path: { kind } }, body })),
    onSuccess: (kinds) => client.setQueryData(["identity", "kinds"], kinds),
  });
}

export function useResetKind() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (kind: string) =>
      take(api.DELETE("/api/v1/identity/kinds/{kind}", { params: { path: { kind } } })),
    onSuccess: (kinds) => client.setQueryData(["identity", "kinds"], kinds),
  });
}

export function useBlocked() {
  return useList({
    key: ["identity", "blocked"],
    sort: "-at",
    filters: { kind: "" },
    limit: 20,
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/identity/blocked", {
          params: { query: { q, sort, limit, cursor, kind: filters.kind } },
        }),
      ),
  });
}

export const useBuiltin = (open: boolean) =>
  useQuery({
    queryKey: ["identity", "builtin"],
    enabled: open,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => take(api.GET("/api/v1/identity/blocked/builtin")),
  });

export function useBlock() {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: Model<"BlockedIn">) => take(api.POST("/api/v1/identity/blocked", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["identity"] }),
  });
}

export const useBlockEffect = () =>
  useMutation({
    meta: { silent: true },
    mutationFn: (body: Model<"BlockEffectIn">) => take(api.POST("/api/v1/identity/blocked/effect", { body })),
  });

export function useUnblock() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/v1/identity/blocked/{blocked_id}", { params: { path: { blocked_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["identity"] }),
  });
}

import { useMutation, useQuery } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { type Filters, useRefreshCustomers, wanted } from "../api";

export type Change = Model<"BulkChangeOut">;
export type ChangeIn = Model<"BulkChangeIn">;
export type Kind = ChangeIn["kind"];

/** Who a change is for: chosen rows, or all that the search finds. */
export type Target = { profiles: string[] } | { q: string; filters: Filters };

export const peopleOf = (target: Target): Pick<ChangeIn, "profiles" | "matching"> =>
  "profiles" in target ? target : { matching: { q: target.q, ...wanted(target.filters) } };

export const useChanges = (open: boolean) =>
  useQuery({
    queryKey: ["customers", "changes"],
    enabled: open,
    refetchInterval: 3_000,
    queryFn: () => take(api.GET("/api/v1/profile-changes", { params: { query: { limit: 50 } } })),
  });

export const readChange = (change_id: string) =>
  take(api.GET("/api/v1/profile-changes/{change_id}", { params: { path: { change_id } } }));

export const useStartChange = () =>
  useMutation({
    meta: { silent: true },
    mutationFn: (body: ChangeIn) => take(api.POST("/api/v1/profile-changes", { body })),
  });

export function useUndoChange() {
  const refresh = useRefreshCustomers();
  return useMutation({
    mutationFn: (change_id: string) =>
      take(api.POST("/api/v1/profile-changes/{change_id}/undo", { params: { path: { change_id } } })),
    onSuccess: refresh,
  });
}

/** Staff and traits, for filters and changes. */
export const useWords = () =>
  useQuery({
    queryKey: ["customers", "words"],
    staleTime: 60_000,
    queryFn: () => take(api.GET("/api/v1/profile-vocabulary")),
  });

import { useMutation, useQuery } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";
import { useCan } from "@/api/session";
import { useRefreshCustomers } from "../api";

export type Group = Model<"TagGroupOut">;
export type GroupIn = Model<"TagGroupIn">;
export type TagIn = Model<"TagDefinitionIn">;
export type TagUse = Model<"TagUseOut">;
export type TagAct = Model<"TagActOut">;

export const useGroups = () =>
  useQuery({ queryKey: ["tags", "groups"], queryFn: () => take(api.GET("/api/v1/tag-groups")) });

export const useReport = () =>
  useQuery({ queryKey: ["tags", "report"], queryFn: () => take(api.GET("/api/v1/tags/report")) });

export const useTagHistory = () =>
  useList({
    key: ["tags", "history"],
    sort: "-at",
    filters: { tag: "" },
    fetch: ({ sort, limit, cursor, filters }) =>
      take(api.GET("/api/v1/tags/history", { params: { query: { sort, limit, cursor, tag: filters.tag } } })),
  });

/** Segments that a rule tag can follow; empty without the right to see them. */
export function useSegmentChoices() {
  const can = useCan()("segments.read");
  return useQuery({
    queryKey: ["segments", "names"],
    enabled: can,
    staleTime: 60_000,
    queryFn: () => take(api.GET("/api/v1/segments", { params: { query: { limit: 200 } } })),
  });
}

export function useSaveTag() {
  const refresh = useRefreshCustomers();
  return useMutation({
    meta: { silent: true },
    mutationFn: ({ id, ...body }: TagIn & { id?: string }) =>
      id
        ? take(api.PUT("/api/v1/tags/{tag_id}", { params: { path: { tag_id: id } }, body }))
        : take(api.POST("/api/v1/tags", { body })),
    onSuccess: refresh,
  });
}

export function useFillTag() {
  return useMutation({
    mutationFn: (tag_id: string) =>
      take(api.POST("/api/v1/tags/{tag_id}/fill", { params: { path: { tag_id } } })),
  });
}

export function useRenameTag() {
  return useMutation({
    meta: { silent: true },
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      take(api.POST("/api/v1/tags/{tag_id}/rename", { params: { path: { tag_id: id } }, body: { name } })),
  });
}

export function useMergeTag() {
  return useMutation({
    meta: { silent: true },
    mutationFn: ({ id, into }: { id: string; into: string }) =>
      take(api.POST("/api/v1/tags/{tag_id}/merge", { params: { path: { tag_id: id } }, body: { into } })),
  });
}

export function useDeleteTag() {
  return useMutation({
    mutationFn: (tag_id: string) =>
      take(api.DELETE("/api/v1/tags/{tag_id}", { params: { path: { tag_id } } })),
  });
}

export function useSaveGroup() {
  const refresh = useRefreshCustomers();
  return useMutation({
    meta: { silent: true },
    mutationFn: ({ id, ...body }: GroupIn & { id?: string }) =>
      id
        ? take(api.PUT("/api/v1/tag-groups/{group_id}", { params: { path: { group_id: id } }, body }))
        : take(api.POST("/api/v1/tag-groups", { body })),
    onSuccess: refresh,
  });
}

export function useDeleteGroup() {
  const refresh = useRefreshCustomers();
  return useMutation({
    mutationFn: (group_id: string) =>
      take(api.DELETE("/api/v1/tag-groups/{group_id}", { params: { path: { group_id } } })),
    onSuccess: refresh,
  });
}

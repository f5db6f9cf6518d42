import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import type { List } from "@/api/list";

export type View = Model<"ViewOut">;
export type ViewIn = Model<"ViewIn">;

/** What a list shows now, as a view keeps it. */
export function questionOf<Item>(list: List<Item>): Record<string, string> {
  const all: Record<string, string> = { q: list.q, sort: list.sort, ...list.filters };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const sorted = (query: Record<string, string>) => Object.entries(query).sort();

/** The view that the list shows now, if it is one. */
export function shownView<Item>(views: View[], list: List<Item>, columns: string[] | null): View | undefined {
  const now = sorted(questionOf(list));
  return views.find((one) => same(sorted(one.query), now) && same(one.columns, columns));
}

/** Saved views of a list; read when the menu opens first. */
export const useViews = (table: string, open: boolean) =>
  useQuery({
    queryKey: ["views", table],
    enabled: open,
    staleTime: 60_000,
    queryFn: () => take(api.GET("/api/v1/views", { params: { query: { of: table } } })),
  });

function useRefresh(table: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["views", table] });
}

export function useSaveView(table: string) {
  const refresh = useRefresh(table);
  return useMutation({
    mutationFn: ({ id, ...body }: ViewIn & { id?: string }) =>
      id
        ? take(api.PUT("/api/v1/views/{view_id}", { params: { path: { view_id: id } }, body }))
        : take(api.POST("/api/v1/views", { body })),
    onSuccess: refresh,
  });
}

export function useDeleteView(table: string) {
  const refresh = useRefresh(table);
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/v1/views/{view_id}", { params: { path: { view_id: id } } })),
    onSuccess: refresh,
  });
}

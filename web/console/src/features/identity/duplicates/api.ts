import {
  type InfiniteData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";

export type Pair = Model<"DuplicatePairOut">;
export type MatchField = Pair["fields"][number];
export type PairState = Pair["state"];
export type Decision = Exclude<PairState, "open">;
export type Summary = Model<"DuplicatesSummaryOut">;

interface PairPage {
  items: Pair[];
  next_cursor?: string | null;
}

const listKey = (state: PairState) => ["duplicates", "list", state];

export const usePairs = (state: PairState) =>
  useInfiniteQuery({
    queryKey: listKey(state),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      take(api.GET("/api/v1/duplicates", { params: { query: { state, limit: 30, cursor: pageParam } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const useSummary = () =>
  useQuery({
    queryKey: ["duplicates", "summary"],
    queryFn: () => take(api.GET("/api/v1/duplicates/summary")),
    refetchInterval: (query) => (query.state.data?.job ? 2_000 : false),
  });

/** The pair leaves the list that is shown at once; the counts are read again. */
function useLeaving(state: PairState) {
  const client = useQueryClient();
  return (id: string) => {
    client.setQueryData<InfiniteData<PairPage>>(
      listKey(state),
      (held) =>
        held && {
          ...held,
          pages: held.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== id) })),
        },
    );
    void client.invalidateQueries({ queryKey: ["duplicates", "summary"] });
    for (const other of ["open", "later", "apart", "merged"] as const)
      if (other !== state) void client.invalidateQueries({ queryKey: listKey(other) });
    for (const key of ["merges", "customers", "customer"]) void client.invalidateQueries({ queryKey: [key] });
  };
}

export function useDecide(state: PairState) {
  const leave = useLeaving(state);
  return useMutation({
    mutationFn: ({ id, decision }: { id: string; decision: Decision }) =>
      take(
        api.POST("/api/v1/duplicates/{pair_id}/decide", {
          params: { path: { pair_id: id } },
          body: { decision },
        }),
      ),
    onSuccess: (pair) => leave(pair.id),
  });
}

export function useReopen() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.POST("/api/v1/duplicates/{pair_id}/undo", { params: { path: { pair_id: id } } })),
    onSuccess: () =>
      Promise.all(
        ["duplicates", "merges", "customers", "customer"].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}

export const useSearch = () => useMutation({ mutationFn: () => take(api.POST("/api/v1/duplicates/search")) });

export function useSetThreshold() {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: Model<"ThresholdIn">) => take(api.PUT("/api/v1/duplicates/threshold", { body })),
    onSuccess: (summary) => client.setQueryData(["duplicates", "summary"], summary),
  });
}

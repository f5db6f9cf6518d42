import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useCan } from "@/api/session";

export type Computed = Model<"ComputedOut">;
export type ComputedIn = Model<"ComputedIn">;
export type Definition = ComputedIn["definition"];
export type Kind = Definition["function"];

export const FUNCTIONS: Kind[] = [
  "count",
  "sum",
  "avg",
  "min",
  "max",
  "first",
  "last",
  "most_frequent",
  "distinct",
  "days_since",
  "days_since_first",
];
/** Functions that need no property. */
export const ALONE = new Set<string>(["count", "days_since", "days_since_first"]);
/** Functions that only numbers have. */
export const NUMERIC = new Set<string>(["sum", "avg", "min", "max"]);

const KEY = ["computed-traits"];

export const useComputed = () =>
  useQuery({ queryKey: KEY, queryFn: () => take(api.GET("/api/v1/computed-traits")) });

/** Properties that were seen with an event. */
export function useEventProperties(event: string) {
  const can = useCan()("segments.read");
  return useQuery({
    queryKey: ["segments", "properties", event, ""],
    enabled: can && event !== "",
    staleTime: 60_000,
    queryFn: () =>
      take(api.GET("/api/v1/segments/vocabulary/properties", { params: { query: { event, prefix: "" } } })),
  });
}

/** What an unfinished definition gives for one person; asked when both are there. */
export const useTrial = (definition: Definition | null, profile: string) =>
  useQuery({
    queryKey: [...KEY, "try", definition, profile],
    enabled: definition !== null && profile !== "",
    retry: false,
    queryFn: () =>
      take(
        api.POST("/api/v1/computed-traits/try", { body: { definition: definition as Definition, profile } }),
      ),
  });

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: KEY });
}

export function useSaveComputed() {
  const refresh = useRefresh();
  return useMutation({
    meta: { silent: true },
    mutationFn: ({ old, ...body }: ComputedIn & { old?: string }) =>
      old
        ? take(api.PUT("/api/v1/computed-traits/{key}", { params: { path: { key: old } }, body }))
        : take(api.POST("/api/v1/computed-traits", { body })),
    onSuccess: refresh,
  });
}

export function useRunComputed() {
  return useMutation({
    mutationFn: (key: string) =>
      take(api.POST("/api/v1/computed-traits/{key}/run", { params: { path: { key } } })),
  });
}

export function useDeleteComputed() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (key: string) =>
      take(api.DELETE("/api/v1/computed-traits/{key}", { params: { path: { key } } })),
    onSuccess: refresh,
  });
}

export { useRefresh as useRefreshComputed };

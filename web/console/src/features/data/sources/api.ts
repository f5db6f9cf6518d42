import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";

/** All live sources, for choosing one. */
export const useSources = () =>
  useQuery({
    queryKey: ["write-keys", "choice"],
    queryFn: () => take(api.GET("/api/v1/write-keys", { params: { query: { limit: 200, sort: "name" } } })),
  });

/** The latest events of a source, asked again every two seconds. */
export const useArrivals = (source: string) =>
  useQuery({
    queryKey: ["arrivals", source],
    queryFn: ({ signal }) =>
      take(api.GET("/api/v1/events/recent", { params: { query: { source, limit: 6, wait: 0 } }, signal })),
    refetchInterval: 2_000,
  });

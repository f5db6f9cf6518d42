import { useQueries, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { useCan } from "@/api/session";
import type { TimelineEvent } from "./api";

const HOUR = 3_600_000;

/** Names of the things that events speak of by id or code. */
export interface Names {
  product: (code: unknown) => string | undefined;
  segment: (id: unknown) => string | undefined;
  journey: (id: unknown) => string | undefined;
}

/** Product names by code, asked for once per page of the timeline. */
function useProductNames(pages: TimelineEvent[][]): Map<string, string> {
  const can = useCan()("catalog.read");
  const codes = pages.map((page) => [
    ...new Set(
      page.flatMap((event) => (event.properties.product_id ? [String(event.properties.product_id)] : [])),
    ),
  ]);
  return useQueries({
    queries: codes.map((code) => ({
      queryKey: ["products", "names", code.join()],
      enabled: can && code.length > 0,
      staleTime: HOUR,
      queryFn: () => take(api.GET("/api/v1/products", { params: { query: { code, limit: 200 } } })),
    })),
    combine: (answers) =>
      new Map(answers.flatMap((one) => (one.data?.items ?? []).map((item) => [item.code, item.name]))),
  });
}

export function useNames(pages: TimelineEvent[][]): Names {
  const can = useCan();
  const products = useProductNames(pages);
  const query = { limit: 200 };
  const segments = useQuery({
    queryKey: ["segments", "names"],
    enabled: can("segments.read"),
    staleTime: 60_000,
    queryFn: () => take(api.GET("/api/v1/segments", { params: { query } })),
  });
  const journeys = useQuery({
    queryKey: ["journeys", "names"],
    enabled: can("journeys.read"),
    staleTime: 60_000,
    queryFn: () => take(api.GET("/api/v1/journeys", { params: { query } })),
  });
  return {
    product: (code) => products.get(String(code)),
    segment: (id) => segments.data?.items.find((one) => one.id === id)?.name,
    journey: (id) => journeys.data?.items.find((one) => one.id === id)?.name,
  };
}

import { keepPreviousData, type QueryKey, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Page } from "./client";

export interface ListQuery<Filters> {
  q: string;
  sort: string;
  limit: number;
  cursor?: string;
  filters: Filters;
}

export interface ListOptions<Item, Filters extends Record<string, string>> {
  key: QueryKey;
  /** One page from the server. */
  fetch: (query: ListQuery<Filters>) => Promise<Page<Item>>;
  /** Filter names with their neutral values; what is chosen stands in the address. */
  filters?: Filters;
  sort?: string;
  limit?: number;
  refetchInterval?: number | false;
}

/** A server-side list: search, filters, sort and place live in the address, so Back and sharing a link work. */
export function useList<Item, Filters extends Record<string, string> = Record<string, never>>(
  options: ListOptions<Item, Filters>,
) {
  const [params, setParams] = useSearchParams();
  const neutral = (options.filters ?? {}) as Filters;
  const limit = Number(params.get("limit")) || options.limit || 50;
  const trail = useMemo(() => params.getAll("cursor"), [params]);
  const filters = Object.fromEntries(
    Object.entries(neutral).map(([name, value]) => [name, params.get(name) ?? value]),
  ) as Filters;
  const q = params.get("q") ?? "";
  const sort = params.get("sort") ?? options.sort ?? "";
  const query: ListQuery<Filters> = { q, sort, limit, cursor: trail.at(-1), filters };
  const result = useQuery({
    queryKey: [...options.key, query],
    queryFn: () => options.fetch(query),
    placeholderData: keepPreviousData,
    refetchInterval: options.refetchInterval,
  });

  const change = useCallback(
    (changes: Record<string, string | undefined>) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          after.delete("cursor");
          for (const [name, value] of Object.entries(changes)) {
            if (value) after.set(name, value);
            else after.delete(name);
          }
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  const goTo = useCallback(
    (cursors: string[]) =>
      setParams((before) => {
        const after = new URLSearchParams(before);
        after.delete("cursor");
        for (const cursor of cursors) after.append("cursor", cursor);
        return after;
      }),
    [setParams],
  );
  const next = result.data?.next_cursor;
  return {
    ...query,
    result,
    items: result.data?.items ?? [],
    count: result.data?.count,
    countExact: result.data?.count_exact ?? true,
    page: trail.length + 1,
    filtered: q !== "" || Object.entries(neutral).some(([name, value]) => filters[name] !== value),
    change,
    clear: () => change(Object.fromEntries(["q", ...Object.keys(neutral)].map((name) => [name, undefined]))),
    next: next ? () => goTo([...trail, next]) : undefined,
    previous: trail.length ? () => goTo(trail.slice(0, -1)) : undefined,
    /** All rows of the present search, page by page (for the CSV), up to a bound. */
    all: async (bound = 10_000): Promise<Item[]> => {
      const rows: Item[] = [];
      let cursor: string | undefined;
      do {
        const page = await options.fetch({ ...query, limit: 200, cursor });
        rows.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor && rows.length < bound);
      return rows.slice(0, bound);
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the table only reads what is common to all lists
export type List<Item> = ReturnType<typeof useList<Item, any>>;

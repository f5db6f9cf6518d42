import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { navigationFor, pages, type SearchHit, searchSources } from "@/navigation";

export interface HitGroup {
  key: string;
  label: string;
  hits: SearchHit[];
}

function useLate<Value>(value: Value, ms: number): Value {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}

/** Pages by name at once, and what the features' search sources find, shortly after the last key. */
export function useSearch(words: string, open: boolean): { groups: HitGroup[]; busy: boolean } {
  const t = useText();
  const can = useCan();
  const q = useLate(words.trim(), 180);
  const sources = searchSources.filter((source) => can(source.permission));
  const results = useQueries({
    queries: sources.map((source) => ({
      queryKey: ["search", source.key, q],
      queryFn: () => source.find(q),
      enabled: open && q.length > 0,
      staleTime: 30_000,
    })),
  });
  const wanted = words.trim().toLowerCase();
  const entries = navigationFor(pages, can).flatMap((group) =>
    group.entries.map((page) => ({
      key: page.path,
      title: t(page.label),
      note: t(`shell.group.${group.key}`),
      to: `/${page.path}`,
    })),
  );
  const named = entries.filter((hit) => `${hit.title} ${hit.note}`.toLowerCase().includes(wanted));
  const groups = sources.map((source, at) => ({
    key: source.key,
    label: t(source.label),
    hits: (wanted && results[at]?.data ? results[at].data : []).slice(0, 6),
  }));
  groups.push({ key: "pages", label: t("shell.search.pages"), hits: named.slice(0, wanted ? 6 : 12) });
  return {
    groups: groups.filter((group) => group.hits.length > 0),
    busy: results.some((result) => result.isFetching) || q !== words.trim(),
  };
}

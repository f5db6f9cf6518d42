import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";

export type TraitUse = Model<"TraitUseOut">;
export type Rule = TraitUse["rule"];
export type RuleChange = Model<"RuleChangeOut">;

export const RULES: Rule[] = ["latest", "trusted", "first", "max"];
const KEY = ["traits"];
const of = (key: string) => ({ path: { key } });

export const useTraits = () => useQuery({ queryKey: KEY, queryFn: () => take(api.GET("/api/v1/traits")) });

/** Where the values of a trait come from, most believed first. */
export const useTraitSources = (key: string) =>
  useQuery({
    queryKey: [...KEY, key, "sources"],
    queryFn: () => take(api.GET("/api/v1/traits/{key}/sources", { params: of(key) })),
  });

/** Whose value a rule would change; asked for when it is another one than stands. */
export const useRuleEffect = (key: string, rule: Rule, enabled: boolean) =>
  useQuery({
    queryKey: [...KEY, key, "effect", rule],
    enabled,
    staleTime: 0,
    queryFn: () => take(api.GET("/api/v1/traits/{key}/effect", { params: { ...of(key), query: { rule } } })),
  });

export function useSetRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, rule }: { key: string; rule: Rule | null }) =>
      take(api.PUT("/api/v1/traits/{key}/rule", { params: of(key), body: { rule } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Once people have followed a rule, what was read of them is old. */
export function useForgetPeople() {
  const client = useQueryClient();
  return () => client.invalidateQueries();
}

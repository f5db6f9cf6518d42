import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";

export type Account = Model<"AccountOut">;
export type AccountDetail = Model<"AccountDetail">;
export type AccountIn = Model<"AccountIn">;
export type Contact = Model<"AccountContactOut">;
export type ContactIn = Model<"AccountContactIn"> & { person: string };

export function useAccounts() {
  return useList({
    key: ["accounts"],
    sort: "-updated_at",
    filters: { kind: "", industry: "", province: "", owner: "" },
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/accounts", {
          params: {
            query: {
              q,
              sort,
              limit,
              cursor,
              kind: (filters.kind || undefined) as Account["kind"] | undefined,
              industry: filters.industry,
              province: filters.province,
              owner: filters.owner,
            },
          },
        }),
      ),
  });
}

export const findAccounts = async (q: string, limit = 8): Promise<Account[]> =>
  (await take(api.GET("/api/v1/accounts", { params: { query: { q, limit, sort: "name" } } }))).items;

export const useFacets = () =>
  useQuery({
    queryKey: ["accounts", "facets"],
    queryFn: () => take(api.GET("/api/v1/accounts/facets")),
    staleTime: 60_000,
  });

export const useAccount = (id: string) =>
  useQuery({
    queryKey: ["account", id],
    queryFn: () => take(api.GET("/api/v1/accounts/{account_id}", { params: { path: { account_id: id } } })),
  });

export const useAccountsOf = (person: string) =>
  useQuery({
    queryKey: ["account", "of", person],
    queryFn: () =>
      take(api.GET("/api/v1/accounts/of/{profile_id}", { params: { path: { profile_id: person } } })),
  });

/** After a change everything that shows companies, or traits of their people, asks again. */
function useRenewal(): () => void {
  const client = useQueryClient();
  return () => {
    for (const key of ["accounts", "account", "customer"]) void client.invalidateQueries({ queryKey: [key] });
  };
}

/** A new company, or changes of one when `id` is given. */
export function useSaveAccount(id: string | null) {
  const renew = useRenewal();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: AccountIn) =>
      id
        ? take(api.PATCH("/api/v1/accounts/{account_id}", { params: { path: { account_id: id } }, body }))
        : take(api.POST("/api/v1/accounts", { body })),
    onSuccess: renew,
  });
}

export function useDeleteAccount() {
  const renew = useRenewal();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/v1/accounts/{account_id}", { params: { path: { account_id: id } } })),
    onSuccess: renew,
  });
}

/** Make a person a contact, or change role and title. */
export function usePutContact(account: string) {
  const renew = useRenewal();
  return useMutation({
    meta: { silent: true },
    mutationFn: ({ person, ...body }: ContactIn) =>
      take(
        api.PUT("/api/v1/accounts/{account_id}/contacts/{profile_id}", {
          params: { path: { account_id: account, profile_id: person } },
          body,
        }),
      ),
    onSuccess: renew,
  });
}

export function useRemoveContact(account: string) {
  const renew = useRenewal();
  return useMutation({
    mutationFn: (person: string) =>
      take(
        api.DELETE("/api/v1/accounts/{account_id}/contacts/{profile_id}", {
          params: { path: { account_id: account, profile_id: person } },
        }),
      ),
    onSuccess: renew,
  });
}

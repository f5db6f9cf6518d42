import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";

export type Product = Model<"ProductOut">;
export type ProductIn = Model<"ProductIn">;
export type Order = Model<"OrderOut">;
export type OrderDetail = Model<"OrderDetail">;

export function useProducts() {
  return useList({
    key: ["products"],
    sort: "name",
    filters: { category: "", brand: "", status: "", consumable: "" },
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/products", {
          params: {
            query: {
              q,
              sort,
              limit,
              cursor,
              category: filters.category,
              brand: filters.brand,
              status: (filters.status || undefined) as Product["status"] | undefined,
              is_consumable: filters.consumable ? filters.consumable === "yes" : undefined,
            },
          },
        }),
      ),
  });
}

export const useFacets = () =>
  useQuery({
    queryKey: ["products", "facets"],
    queryFn: () => take(api.GET("/api/v1/products/facets")),
    staleTime: 60_000,
  });

/** A new product, or changes of one when `id` is given. */
export function useSaveProduct(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: ProductIn) => {
      if (!id) return take(api.POST("/api/v1/products", { body }));
      const { code: _stays, ...changes } = body;
      return take(
        api.PATCH("/api/v1/products/{product_id}", {
          params: { path: { product_id: id } },
          body: changes as Model<"ProductChange">,
        }),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["products"] }),
  });
}

export function useOrderList() {
  return useList({
    key: ["orders"],
    sort: "-time",
    filters: { status: "", kind: "", since: "", until: "" },
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/orders", {
          params: {
            query: {
              q,
              sort,
              limit,
              cursor,
              status: (filters.status || undefined) as Order["status"] | undefined,
              kind: (filters.kind || undefined) as Order["kind"] | undefined,
              since: filters.since ? `${filters.since}T00:00:00` : undefined,
              until: filters.until ? `${dayAfter(filters.until)}T00:00:00` : undefined,
            },
          },
        }),
      ),
  });
}

/** The day after a date, since the server's `until` is exclusive. */
export function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

export const useOrder = (id: string | null) =>
  useQuery({
    queryKey: ["order", id],
    enabled: id !== null,
    queryFn: () => take(api.GET("/api/v1/orders/{order_id}", { params: { path: { order_id: id ?? "" } } })),
  });

/** Names of the buyers in view, in one question. */
export function useBuyerNames(orders: Order[], allowed: boolean): Map<string, string> {
  const id = [...new Set(orders.flatMap((order) => order.profile ?? []))].sort();
  const found = useQuery({
    queryKey: ["customers", "names", id.join()],
    enabled: allowed && id.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: () => take(api.GET("/api/v1/profiles", { params: { query: { id, limit: 200 } } })),
  });
  return new Map(found.data?.items.map((one) => [one.id, one.name || one.phone || one.email]));
}

/** The buyer's name for an order's head. */
export const useBuyer = (profile: string | null | undefined, allowed: boolean) =>
  useQuery({
    queryKey: ["customer", profile],
    enabled: allowed && Boolean(profile),
    queryFn: () =>
      take(api.GET("/api/v1/profiles/{profile_id}", { params: { path: { profile_id: profile ?? "" } } })),
  });

/** Give money back; the key makes a repeated press harmless. */
export function useRefund(order: string, key: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: Model<"RefundIn">) =>
      take(
        api.POST("/api/v1/orders/{order_id}/refund", {
          params: { path: { order_id: order }, header: { "Idempotency-Key": key } },
          body,
        }),
      ),
    onSuccess: (detail) => {
      client.setQueryData(["order", order], detail);
      for (const one of ["orders", "customer", "customers"])
        void client.invalidateQueries({ queryKey: [one] });
    },
  });
}

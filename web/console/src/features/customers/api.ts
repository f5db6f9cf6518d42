import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";

export type Customer = Model<"ProfileOut">;
export type Tag = Model<"TagCountOut">;
export const STAGES = ["prospect", "first_purchase", "repeat", "retained", "dormant", "lapsed"] as const;
export const CHANNELS = ["email", "sms", "wecom", "wechat", "push", "phone"] as const;

/** What narrows the list; everything stands in the address. */
export const FILTERS = {
  stage: "",
  tag: "",
  city: "",
  consent: "",
  source: "",
  spend_from: "",
  spend_to: "",
  orders_from: "",
};
export type Filters = typeof FILTERS;

/** A whole number from the address, or nothing. */
const whole = (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined);

/** The filters as the server takes them. */
export function wanted(filters: Filters) {
  return {
    stage: filters.stage ? filters.stage.split(",") : [],
    tag: filters.tag,
    city: filters.city,
    consent: filters.consent,
    source: filters.source,
    spend_from: whole(filters.spend_from),
    spend_to: whole(filters.spend_to),
    orders_from: whole(filters.orders_from),
  };
}

export function useCustomers() {
  return useList({
    key: ["customers"],
    sort: "-last_seen",
    filters: FILTERS,
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/profiles", {
          params: { query: { q, sort, limit, cursor, ...wanted(filters) } },
        }),
      ),
  });
}

/** A few customers by words: Ctrl K and the choice of whom to merge with. */
export const findCustomers = async (q: string, limit = 6): Promise<Customer[]> => {
  const page = await take(
    api.GET("/api/v1/profiles", { params: { query: { q, limit, sort: "-last_seen" } } }),
  );
  return page.items;
};

export const useTags = () =>
  useQuery({ queryKey: ["tags"], queryFn: () => take(api.GET("/api/v1/tags")), staleTime: 30_000 });

/** Everything that shows customers is read again. */
export function useRefreshCustomers() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ["customers", "customer", "tags"].map((key) => client.invalidateQueries({ queryKey: [key] })),
    );
}

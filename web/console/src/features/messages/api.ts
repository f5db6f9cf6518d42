import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";

export type Template = Model<"TemplateOut">;
export type TemplateDetail = Model<"TemplateDetail">;
export type Content = Model<"Content">;
export type Purpose = Model<"Purpose">;
export type Message = Model<"MessageOut">;
export type MessageDetail = Model<"MessageDetail">;
export type Suppression = Model<"SuppressionOut">;
export type Channel = Model<"ChannelOut">;
export type Rules = Model<"Rules">;

/** What is edited of a template. */
export interface Draft {
  key: string;
  name: string;
  purpose: Purpose;
  topic: string;
  content: Content;
}

export function useTemplates() {
  return useList({
    key: ["templates", "list"],
    sort: "-updated_at",
    filters: { archived: "" },
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/templates", {
          params: { query: { q, sort, limit, cursor, archived: filters.archived === "yes" } },
        }),
      ),
  });
}

/** Templates to choose from, by name. */
export const useTemplateChoices = () =>
  useQuery({
    queryKey: ["templates", "choices"],
    queryFn: () => take(api.GET("/api/v1/templates", { params: { query: { limit: 200, sort: "name" } } })),
  });

export const useTemplate = (id: string) =>
  useQuery({
    queryKey: ["templates", id],
    queryFn: () =>
      take(api.GET("/api/v1/templates/{template_id}", { params: { path: { template_id: id } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Faults of a draft, then how it looks; asked anew when the draft changes. */
export function useDraftCheck(content: Content, purpose: Purpose, profile: string) {
  const body = { content, purpose, profile };
  const problems = useQuery({
    queryKey: ["draft-problems", content],
    queryFn: () => take(api.POST("/api/v1/templates/validate", { body: { content } })),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  const preview = useQuery({
    queryKey: ["draft-preview", content, purpose, profile],
    queryFn: () => take(api.POST("/api/v1/templates/preview", { body })),
    enabled: problems.data?.length === 0 && !problems.isPlaceholderData,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  return { problems, preview };
}

export function useSaveTemplate(id: string | undefined) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (draft: Draft) => {
      if (id === undefined) return take(api.POST("/api/v1/templates", { body: draft }));
      const { key: _key, ...body } = draft;
      const params = { path: { template_id: id } };
      return take(api.PATCH("/api/v1/templates/{template_id}", { params, body }));
    },
    onSuccess: (saved) => {
      client.setQueryData(["templates", saved.id], saved);
      void client.invalidateQueries({ queryKey: ["templates"] });
    },
  });
}

export function useArchiveTemplate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, archived }: { id: string; archived: boolean }) =>
      take(
        api.PATCH("/api/v1/templates/{template_id}", {
          params: { path: { template_id: id } },
          body: { archived },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["templates"] }),
  });
}

export function useSendTest(id: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: Model<"TestIn">) =>
      take(api.POST("/api/v1/templates/{template_id}/test", { params: { path: { template_id: id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["messages"] }),
  });
}

/** Customers by name, phone or e-mail, for the preview. */
export const useProfileChoices = (q: string) =>
  useQuery({
    queryKey: ["profile-choices", q],
    queryFn: () => take(api.GET("/api/v1/profiles", { params: { query: { q, limit: 12 } } })),
    placeholderData: keepPreviousData,
  });

export const useJourneyChoices = (enabled: boolean) =>
  useQuery({
    queryKey: ["journey-choices"],
    queryFn: () => take(api.GET("/api/v1/journeys", { params: { query: { limit: 200 } } })),
    enabled,
    staleTime: 60_000,
  });

export const MESSAGE_FILTERS = { state: "", journey: "", template: "", reason: "", node: "", profile: "" };

export function useMessages() {
  return useList({
    key: ["messages", "list"],
    sort: "-created_at",
    filters: MESSAGE_FILTERS,
    refetchInterval: 10_000,
    fetch: ({ sort, limit, cursor, filters }) =>
      take(api.GET("/api/v1/messages", { params: { query: { sort, limit, cursor, ...filters } } })),
  });
}

/** How many messages are in each state under the other filters. */
export function useStateCounts(states: readonly string[], filters: typeof MESSAGE_FILTERS) {
  return useQueries({
    queries: states.map((state) => {
      const query = { ...filters, state, limit: 1 };
      return {
        queryKey: ["messages", "count", query],
        queryFn: () => take(api.GET("/api/v1/messages", { params: { query } })),
        placeholderData: keepPreviousData,
        refetchInterval: 10_000,
      };
    }),
    combine: (results) => results.map((result) => result.data?.count),
  });
}

export const useMessage = (id: string) =>
  useQuery({
    queryKey: ["messages", id],
    queryFn: () => take(api.GET("/api/v1/messages/{message_id}", { params: { path: { message_id: id } } })),
    refetchInterval: 4_000,
  });

export function useResend(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      take(api.POST("/api/v1/messages/{message_id}/resend", { params: { path: { message_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["messages"] }),
  });
}

export const useChannels = () =>
  useQuery({
    queryKey: ["channels"],
    queryFn: () => take(api.GET("/api/v1/channels")),
    refetchInterval: 15_000,
  });

export function useChangeChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...body }: Model<"ChannelChange"> & { key: string }) =>
      take(api.PATCH("/api/v1/channels/{key}", { params: { path: { key } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["channels"] }),
  });
}

export const useContactPolicy = () =>
  useQuery({
    queryKey: ["contact-policy"],
    queryFn: () => take(api.GET("/api/v1/contact-policy")),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useSavePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Rules) => take(api.PUT("/api/v1/contact-policy", { body })),
    onSuccess: (saved) => client.setQueryData(["contact-policy"], saved),
  });
}

export function useSuppressions() {
  return useList({
    key: ["suppressions"],
    sort: "-created_at",
    filters: { reason: "" },
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/suppressions", {
          params: { query: { q, sort, limit, cursor, reason: filters.reason } },
        }),
      ),
  });
}

export function useAddSuppression() {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: Model<"SuppressionIn">) => take(api.POST("/api/v1/suppressions", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["suppressions"] }),
  });
}

export function useRemoveSuppression() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/v1/suppressions/{suppression_id}", { params: { path: { suppression_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["suppressions"] }),
  });
}

import {
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useCan } from "@/api/session";

export type Profile = Model<"ProfileDetail">;
export type Trait = Profile["traits"][number];
export type TraitValue = Model<"TraitsIn">["traits"][string];
export type Consent = Profile["consents"][number];
export type TimelineEvent = Model<"EventOut">;
export type Graph = Model<"GraphOut">;
export type GraphNode = Graph["nodes"][number];
export type Merge = Graph["merges"][number];
export type Pass = Model<"PassOut">;
export type Message = Model<"MessageOut">;
export type Order = Model<"OrderOut">;
export type Suggestion = Model<"SuggestionOut">;

const at = (id: string) => ({ params: { path: { profile_id: id } } });

export const useProfile = (id: string) =>
  useQuery({
    queryKey: ["customer", id],
    queryFn: () => take(api.GET("/api/v1/profiles/{profile_id}", at(id))),
  });

/** Lists of one person; each needs its own right and stays empty without it. */
function usePart<Body>(id: string, part: string, permission: string, fetch: () => Promise<Body>) {
  const can = useCan()(permission);
  return useQuery({ queryKey: ["customer", id, part], queryFn: fetch, enabled: can });
}

export const useGraph = (id: string) =>
  usePart(id, "identity", "profiles.read", () =>
    take(api.GET("/api/v1/profiles/{profile_id}/identity", at(id))),
  );

export const useOrders = (id: string) =>
  usePart(id, "orders", "orders.read", () =>
    take(
      api.GET("/api/v1/profiles/{profile_id}/orders", {
        params: { path: { profile_id: id }, query: { limit: 200 } },
      }),
    ),
  );

export const useMessages = (id: string) =>
  usePart(id, "messages", "messages.read", () =>
    take(api.GET("/api/v1/messages", { params: { query: { profile: id, limit: 100 } } })),
  );

export const usePasses = (id: string) =>
  usePart(id, "journeys", "journeys.read", () =>
    take(api.GET("/api/v1/profiles/{profile_id}/journeys", at(id))),
  );

export const useSegmentsOf = (id: string) =>
  usePart(id, "segments", "segments.read", () =>
    take(api.GET("/api/v1/profiles/{profile_id}/segments", at(id))),
  );

export const useNotes = (id: string) =>
  usePart(id, "notes", "profiles.read", () => take(api.GET("/api/v1/profiles/{profile_id}/notes", at(id))));

export const useConsentLedger = (id: string, open: boolean) =>
  useQuery({
    queryKey: ["customer", id, "consents"],
    enabled: open,
    queryFn: () => take(api.GET("/api/v1/profiles/{profile_id}/consents", at(id))),
  });

export function useTimeline(id: string, groups: string[]) {
  return useInfiniteQuery({
    queryKey: ["customer", id, "timeline", groups.join()],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/v1/profiles/{profile_id}/timeline", {
          params: { path: { profile_id: id }, query: { cursor: pageParam, limit: 50, group: groups } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** A change answers with the whole person: shown at once, then everything about them is read again. */
function shown(client: QueryClient, id: string, person: Profile) {
  client.setQueryData(["customer", id], person);
  void client.invalidateQueries({ queryKey: ["customer", id] });
  void client.invalidateQueries({ queryKey: ["customers"] });
  void client.invalidateQueries({ queryKey: ["tags"] });
}

export function useSetTraits(id: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (traits: Record<string, TraitValue>) =>
      take(api.PATCH("/api/v1/profiles/{profile_id}/traits", { ...at(id), body: { traits } })),
    onSuccess: (person) => shown(client, id, person),
  });
}

export function useAddTag(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tag: string) =>
      take(api.POST("/api/v1/profiles/{profile_id}/tags", { ...at(id), body: { tag } })),
    onSuccess: (person) => shown(client, id, person),
  });
}

export function useRemoveTag(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tag: string) =>
      take(
        api.DELETE("/api/v1/profiles/{profile_id}/tags/{tag}", {
          params: { path: { profile_id: id, tag } },
        }),
      ),
    onSuccess: (person) => shown(client, id, person),
  });
}

export function useSetConsent(id: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: { channel: string; granted: boolean; proof: string }) =>
      take(api.PUT("/api/v1/profiles/{profile_id}/consents", { ...at(id), body })),
    onSuccess: (person) => shown(client, id, person),
  });
}

export function useAddNote(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      take(api.POST("/api/v1/profiles/{profile_id}/notes", { ...at(id), body: { text } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["customer", id, "notes"] }),
  });
}

/** Confirm or put aside a tag that a note suggests; confirming changes the person. */
export function useDecideSuggestion(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ suggestion, confirm }: { suggestion: string; confirm: boolean }) => {
      const params = { path: { suggestion_id: suggestion } };
      return take(
        confirm
          ? api.POST("/api/v1/tag-suggestions/{suggestion_id}/confirm", { params })
          : api.POST("/api/v1/tag-suggestions/{suggestion_id}/dismiss", { params }),
      );
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["customer", id] });
      void client.invalidateQueries({ queryKey: ["tags"] });
    },
  });
}

/** Values in clear; the server writes down who looked. */
export const useReveal = (id: string) =>
  useMutation({
    mutationFn: () => take(api.POST("/api/v1/profiles/{profile_id}/reveal", at(id))),
  });

/** Now, and again while the fold in the background brings the figures after. */
function readAgain(client: QueryClient) {
  for (const wait of [1_500, 4_000, 9_000]) setTimeout(() => void client.invalidateQueries(), wait);
  return client.invalidateQueries();
}

export function useMerge() {
  const client = useQueryClient();
  return useMutation({
    meta: { silent: true },
    mutationFn: (body: Model<"MergeIn">) => take(api.POST("/api/v1/profiles/merge", { body })),
    onSuccess: () => readAgain(client),
  });
}

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, type Model, request, take } from "@/api/client";
import { useList } from "@/api/list";
import { useCan } from "@/api/session";
import type { Condition } from "./condition/types";

export type Segment = Model<"SegmentOut">;
export type Preview = Model<"PreviewOut">;
export type Vocabulary = Model<"VocabularyOut">;
export type Property = Model<"PropertyOut">;
export type Explanation = Model<"ExplanationOut">;
export type ExplainedNode = Model<"NodeOut">;
export type Usage = Model<"UsageOut">;
/** A person in a list of people. */
export type Member = Model<"SamplePersonOut"> & {
  city?: string;
  stage?: string;
  orders?: number;
  spend?: number;
  last_order?: number | null;
};
export type SegmentIn = Model<"SegmentIn">;
export type SegmentChange = Model<"SegmentChange">;

const asBody = (condition: Condition) => condition as unknown as Record<string, unknown>;
const segmentsKey = ["segments"] as const;

export function useSegments() {
  return useList({
    key: [...segmentsKey, "list"],
    sort: "-updated_at",
    filters: { kind: "", state: "" },
    refetchInterval: 10_000,
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(api.GET("/api/v1/segments", { params: { query: { q, sort, limit, cursor, ...filters } } })),
  });
}

/** What the builder offers to choose from. */
export const useVocabulary = () =>
  useQuery({
    queryKey: [...segmentsKey, "vocabulary"],
    queryFn: () => take(api.GET("/api/v1/segments/vocabulary")),
    staleTime: 60_000,
  });

/** Things people can have engaged with; journeys and templates by their names, if the asker may see them. */
export function useThings(thing: "journey" | "campaign" | "content" | "message" | "page") {
  const seen = useVocabulary().data;
  const can = useCan();
  const journeys = useQuery({
    queryKey: [...segmentsKey, "things", "journeys"],
    queryFn: () => take(api.GET("/api/v1/journeys", { params: { query: { limit: 200 } } })),
    enabled: thing === "journey" && can("journeys.read"),
    staleTime: 60_000,
  });
  const templates = useQuery({
    queryKey: [...segmentsKey, "things", "templates"],
    queryFn: () => take(api.GET("/api/v1/templates", { params: { query: { limit: 200 } } })),
    enabled: thing === "content" && can("messaging.read"),
    staleTime: 60_000,
  });
  const named = thing === "journey" ? journeys.data?.items : thing === "content" ? templates.data?.items : [];
  const known = (named ?? []).map((one) => ({ value: one.id, label: one.name }));
  const plain = thing === "campaign" ? seen?.campaigns : thing === "page" ? seen?.paths : [];
  return [...known, ...(plain ?? [])];
}

/** Properties of an event with their most frequent values; `prefix` narrows the values. */
export const useProperties = (event: string, prefix = "") =>
  useQuery({
    queryKey: [...segmentsKey, "properties", event, prefix],
    queryFn: () =>
      take(api.GET("/api/v1/segments/vocabulary/properties", { params: { query: { event, prefix } } })),
    enabled: event !== "",
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const useSegment = (id: string | undefined) =>
  useQuery({
    queryKey: [...segmentsKey, "one", id],
    queryFn: () =>
      take(api.GET("/api/v1/segments/{segment_id}", { params: { path: { segment_id: id ?? "" } } })),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data?.computing ? 1_000 : 5_000),
  });

/** The live count; the last answer stays until the next one. */
export const usePreview = (condition: Condition, enabled = true) =>
  useQuery({
    queryKey: [...segmentsKey, "preview", condition],
    queryFn: ({ signal }) =>
      take(api.POST("/api/v1/segments/preview", { body: { condition: asBody(condition) }, signal })),
    enabled,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const useMembers = (id: string | undefined) =>
  useInfiniteQuery({
    queryKey: [...segmentsKey, "members", id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => membersOf(id ?? "", pageParam, 10),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: id !== undefined,
  });

export const membersOf = (id: string, cursor: string | undefined, limit = 50) =>
  take(
    api.GET("/api/v1/segments/{segment_id}/members", {
      params: { path: { segment_id: id }, query: { cursor, limit } },
    }),
  );

/** The people who fulfil a condition now. */
export const peopleOf = (condition: Condition, cursor: string | undefined, limit = 50) =>
  take(
    api.POST("/api/v1/segments/preview/people", {
      params: { query: { cursor, limit } },
      body: { condition: asBody(condition) },
    }),
  );

export const useExplanation = (id: string, profile: string) =>
  useQuery({
    queryKey: [...segmentsKey, "explain", id, profile],
    queryFn: () =>
      take(
        api.GET("/api/v1/segments/{segment_id}/explain", {
          params: { path: { segment_id: id }, query: { profile } },
        }),
      ),
  });

export const useHistory = (id: string | undefined, days: number, by: "day" | "hour") =>
  useQuery({
    queryKey: [...segmentsKey, "history", id, days, by],
    queryFn: () =>
      take(
        api.GET("/api/v1/segments/{segment_id}/history", {
          params: { path: { segment_id: id ?? "" }, query: { days, by } },
        }),
      ),
    enabled: id !== undefined,
  });

export const useUsage = (id: string | undefined) =>
  useQuery({
    queryKey: [...segmentsKey, "usage", id],
    queryFn: () =>
      take(api.GET("/api/v1/segments/{segment_id}/usage", { params: { path: { segment_id: id ?? "" } } })),
    enabled: id !== undefined,
  });

function useChange<Input, Answer>(run: (input: Input) => Promise<Answer>, silent = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent },
    mutationFn: run,
    onSuccess: () => client.invalidateQueries({ queryKey: segmentsKey }),
  });
}

export const useCreateSegment = () =>
  useChange((body: SegmentIn) => take(api.POST("/api/v1/segments", { body })), true);

export const useUpdateSegment = (silent = true) =>
  useChange(
    ({ id, ...body }: SegmentChange & { id: string }) =>
      take(api.PATCH("/api/v1/segments/{segment_id}", { params: { path: { segment_id: id } }, body })),
    silent,
  );

export const useDuplicateSegment = () =>
  useChange(
    ({ id, name }: { id: string; name: string }) =>
      take(
        api.POST("/api/v1/segments/{segment_id}/duplicate", {
          params: { path: { segment_id: id } },
          body: { name },
        }),
      ),
    true,
  );

export const useArchiveSegment = () =>
  useChange((id: string) =>
    take(api.DELETE("/api/v1/segments/{segment_id}", { params: { path: { segment_id: id } } })),
  );

export const useRecount = () =>
  useChange((id: string) =>
    take(api.POST("/api/v1/segments/{segment_id}/recount", { params: { path: { segment_id: id } } })),
  );

const changeMembers = (id: string, body: { put: string[]; take: string[] }) =>
  take(api.POST("/api/v1/segments/{segment_id}/members", { params: { path: { segment_id: id } }, body }));

export const usePutMembers = () =>
  useChange(({ id, put }: { id: string; put: string[] }) => changeMembers(id, { put, take: [] }));

export const useTakeMembers = () =>
  useChange(({ id, take: gone }: { id: string; take: string[] }) =>
    changeMembers(id, { put: [], take: gone }),
  );

/** Customers by name, phone, e-mail or number, to put on a list. */
export const useFoundPeople = (q: string) =>
  useQuery({
    queryKey: ["profiles", "find", q],
    queryFn: () => take(api.GET("/api/v1/profiles", { params: { query: { q, limit: 20 } } })),
    enabled: q.trim() !== "",
    placeholderData: keepPreviousData,
  });

/** The people in it as the server's CSV. */
export const exportCsv = (id: string) => request<string>("GET", `/api/v1/segments/${id}/export`);

export const findSegments = (q: string) =>
  take(api.GET("/api/v1/segments", { params: { query: { q, limit: 6 } } }));

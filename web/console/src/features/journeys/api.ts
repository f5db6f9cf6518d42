import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";
import type { Graph } from "./graph/model";

export type Journey = Model<"JourneyOut">;
export type Detail = Model<"JourneyDetail">;
export type Report = Model<"JourneyReportOut">;
export type NodeReport = Model<"JourneyNodeOut">;
export type Lift = Model<"JourneyLiftOut">;
export type Issues = Model<"JourneyIssuesOut">;
export type Issue = Model<"JourneyIssueOut">;
export type Version = Model<"JourneyVersionOut">;
export type Playbook = Model<"PlaybookOut">;
export type DryRun = Model<"DryRunOut">;
export type DryStep = Model<"DryStepOut">;
export type Enrolment = Model<"EnrolmentOut">;
export type PublishIn = Model<"JourneyPublishIn">;

export const STATES = ["draft", "live", "paused", "stopped"] as const;
export * from "./behind";

const pathOf = (id: string) => ({ path: { journey_id: id } });

export function useJourneys() {
  return useList({
    key: ["journeys", "list"],
    sort: "-updated_at",
    filters: { state: "" },
    refetchInterval: 30_000,
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/journeys", { params: { query: { q, sort, limit, cursor, state: filters.state } } }),
      ),
  });
}

export const findJourneys = (q: string) =>
  take(api.GET("/api/v1/journeys", { params: { query: { q, limit: 5 } } }));

export const useJourney = (id: string) =>
  useQuery({
    queryKey: ["journeys", id],
    queryFn: () => take(api.GET("/api/v1/journeys/{journey_id}", { params: pathOf(id) })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const useReport = (id: string, live: boolean) =>
  useQuery({
    queryKey: ["journeys", id, "report"],
    queryFn: () => take(api.GET("/api/v1/journeys/{journey_id}/report", { params: pathOf(id) })),
    refetchInterval: live ? 15_000 : false,
  });

export const useVersions = (id: string, enabled = true) =>
  useQuery({
    queryKey: ["journeys", id, "versions"],
    queryFn: () => take(api.GET("/api/v1/journeys/{journey_id}/versions", { params: pathOf(id) })),
    enabled,
  });

export const readVersion = (id: string, number: number) =>
  take(
    api.GET("/api/v1/journeys/{journey_id}/versions/{number}", {
      params: { path: { journey_id: id, number } },
    }),
  );

/** The graph of the version that runs. */
export const useLiveGraph = (id: string, number: number | null) =>
  useQuery({
    queryKey: ["journeys", id, "versions", number],
    enabled: number !== null,
    queryFn: async () => (await readVersion(id, number ?? 0)).graph as unknown as Graph,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Findings on the graph in hand; asked anew whenever it changes. */
export const useIssues = (id: string, graph: Graph, version: number) =>
  useQuery({
    queryKey: ["journeys", id, "issues", version],
    queryFn: () =>
      take(
        api.POST("/api/v1/journeys/{journey_id}/validate", {
          params: pathOf(id),
          body: { graph: asBody(graph) },
        }),
      ),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });

const asBody = (graph: Graph) => graph as unknown as Record<string, unknown>;

interface DraftChange {
  revision: number;
  name?: string;
  description?: string;
  graph?: Graph;
}

export const saveDraft = (id: string, { graph, ...rest }: DraftChange) =>
  take(
    api.PATCH("/api/v1/journeys/{journey_id}/draft", {
      params: pathOf(id),
      body: { ...rest, graph: graph && asBody(graph) },
    }),
  );

export function useCreateJourney() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (words: { name: string; description?: string; graph?: Graph }) =>
      take(
        api.POST("/api/v1/journeys", {
          body: {
            name: words.name,
            description: words.description ?? "",
            graph: words.graph && asBody(words.graph),
          },
        }),
      ),
    meta: { silent: true },
    onSuccess: () => client.invalidateQueries({ queryKey: ["journeys", "list"] }),
  });
}

export const usePlaybooks = () =>
  useQuery({
    queryKey: ["journeys", "playbooks"],
    queryFn: () => take(api.GET("/api/v1/playbooks")),
    staleTime: 300_000,
  });

export function useFromPlaybook() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (key: string) =>
      take(api.POST("/api/v1/playbooks/{key}", { params: { path: { key } }, body: {} })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["journeys", "names"] });
      return client.invalidateQueries({ queryKey: ["journeys", "list"] });
    },
  });
}

export type Verb = "pause" | "resume" | "stop";

const VERBS = {
  pause: (id: string) => take(api.POST("/api/v1/journeys/{journey_id}/pause", { params: pathOf(id) })),
  resume: (id: string) => take(api.POST("/api/v1/journeys/{journey_id}/resume", { params: pathOf(id) })),
  stop: (id: string) => take(api.POST("/api/v1/journeys/{journey_id}/stop", { params: pathOf(id) })),
};

export function useTurn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verb }: { id: string; verb: Verb }) => VERBS[verb](id),
    onSuccess: (made) => refresh(client, made),
  });
}

/** What a write answers is what the page shows; lists and figures are read again. */
function refresh(client: ReturnType<typeof useQueryClient>, made: Detail) {
  client.setQueryData(["journeys", made.id], made);
  void client.invalidateQueries({ queryKey: ["journeys", "list"] });
  void client.invalidateQueries({ queryKey: ["journeys", made.id, "versions"] });
  void client.invalidateQueries({ queryKey: ["journeys", made.id, "report"] });
}

export function usePublish(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PublishIn) =>
      take(api.POST("/api/v1/journeys/{journey_id}/publish", { params: pathOf(id), body })),
    meta: { silent: true },
    onSuccess: (made) => refresh(client, made),
  });
}

export function useDuplicate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      take(api.POST("/api/v1/journeys/{journey_id}/duplicate", { params: pathOf(id), body: { name } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["journeys", "list"] }),
  });
}

export function useDeleteDraft() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/v1/journeys/{journey_id}", { params: pathOf(id) })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["journeys", "list"] }),
  });
}

export type Assume = "happened" | "timed_out";

export const useDryRun = (id: string, profile: string | undefined, assume: Assume, version: number) =>
  useQuery({
    queryKey: ["journeys", id, "dry-run", profile, assume, version],
    enabled: profile !== undefined,
    gcTime: 0,
    queryFn: () =>
      take(
        api.GET("/api/v1/journeys/{journey_id}/dry-run", {
          params: { ...pathOf(id), query: { profile: profile ?? "", assume } },
        }),
      ),
  });

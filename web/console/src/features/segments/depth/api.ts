/** What stands around a segment: who they are, overlap, snapshots, lists, watches, exports. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";

export type Persona = Model<"PersonaOut">;
export type PersonaDimension = Model<"PersonaDimensionOut">;
export type Standout = Model<"StandoutOut">;
export type Overlap = Model<"OverlapOut">;
export type Snapshot = Model<"SnapshotOut">;
export type SnapshotDiff = Model<"SnapshotDiffOut">;
export type ListReport = Model<"ListImportOut">;
export type ListChange = Model<"ListChangeOut">;
export type Watch = Model<"SegmentWatchOut">;
export type Alarm = Model<"SegmentAlarmOut">;
export type SegmentExport = Model<"SegmentExportOut">;
export type SegmentExportIn = Model<"SegmentExportIn">;
export type Side = "added" | "removed" | "kept";

const key = (...words: unknown[]) => ["segments", ...words];
const one = (id: string) => ({ params: { path: { segment_id: id } } });

function useChange<Input, Answer>(run: (input: Input) => Promise<Answer>, silent = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent },
    mutationFn: run,
    onSuccess: () => client.invalidateQueries({ queryKey: key() }),
  });
}

export const usePersona = (id: string) =>
  useQuery({
    queryKey: key("persona", id),
    queryFn: () => take(api.GET("/api/v1/segments/{segment_id}/persona", one(id))),
    staleTime: 60_000,
  });

export const useOverlap = (segments: string[]) =>
  useQuery({
    queryKey: key("overlap", segments),
    queryFn: () => take(api.POST("/api/v1/segments/overlap", { body: { segments } })),
    enabled: segments.length > 1,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const overlapPeople = (segments: string[], inside: string[], cursor: string | undefined) =>
  take(
    api.POST("/api/v1/segments/overlap/people", {
      params: { query: { cursor, limit: 50 } },
      body: { segments, inside },
    }),
  );

export const useSnapshots = (id: string) =>
  useQuery({
    queryKey: key("snapshots", id),
    queryFn: () => take(api.GET("/api/v1/segments/{segment_id}/snapshots", one(id))),
  });

export const useTakeSnapshot = (id: string) =>
  useChange(
    (note: string) =>
      take(api.POST("/api/v1/segments/{segment_id}/snapshots", { ...one(id), body: { note } })),
    true,
  );

export const useSnapshotDiff = (id: string, earlier: string, later: string) =>
  useQuery({
    queryKey: key("snapshot-diff", id, earlier, later),
    queryFn: () =>
      take(
        api.GET("/api/v1/segments/{segment_id}/snapshots/{earlier}/diff/{later}", {
          params: { path: { segment_id: id, earlier, later } },
        }),
      ),
  });

export const snapshotPeople = (
  id: string,
  earlier: string,
  later: string,
  side: Side,
  cursor: string | undefined,
) =>
  take(
    api.GET("/api/v1/segments/{segment_id}/snapshots/{earlier}/diff/{later}/{side}", {
      params: { path: { segment_id: id, earlier, later, side }, query: { cursor, limit: 50 } },
    }),
  );

export const useImportPeople = (id: string) =>
  useChange(
    (body: { text: string; kind: string; check_only: boolean }) =>
      take(api.POST("/api/v1/segments/{segment_id}/import", { ...one(id), body })),
    true,
  );

export const useListChanges = (id: string) =>
  useQuery({
    queryKey: key("changes", id),
    queryFn: () => take(api.GET("/api/v1/segments/{segment_id}/changes", one(id))),
  });

export const useUndoChange = (id: string) =>
  useChange((change: string) =>
    take(
      api.POST("/api/v1/segments/{segment_id}/changes/{change_id}/undo", {
        params: { path: { segment_id: id, change_id: change } },
      }),
    ),
  );

export const useWatches = (id: string) =>
  useQuery({
    queryKey: key("watches", id),
    queryFn: () => take(api.GET("/api/v1/segments/{segment_id}/watches", one(id))),
  });

export const useAddWatch = (id: string) =>
  useChange(
    (body: Model<"SegmentWatchIn">) =>
      take(api.POST("/api/v1/segments/{segment_id}/watches", { ...one(id), body })),
    true,
  );

export const useRemoveWatch = (id: string) =>
  useChange((watch: string) =>
    take(
      api.DELETE("/api/v1/segments/{segment_id}/watches/{watch_id}", {
        params: { path: { segment_id: id, watch_id: watch } },
      }),
    ),
  );

export const useAlarms = () =>
  useQuery({
    queryKey: key("alarms"),
    queryFn: () => take(api.GET("/api/v1/segments/alarms")),
    refetchInterval: 60_000,
  });

export const useAcknowledge = () =>
  useChange((id: string) => take(api.POST("/api/v1/segments/{segment_id}/alarms/seen", one(id))));

const RUNNING = new Set(["queued", "running"]);

export const useExports = (id: string) =>
  useQuery({
    queryKey: key("exports", id),
    queryFn: () => take(api.GET("/api/v1/segments/{segment_id}/exports", one(id))),
    refetchInterval: (query) => (query.state.data?.some((row) => RUNNING.has(row.state)) ? 1_000 : 30_000),
  });

export const useStartExport = (id: string) =>
  useChange(
    (body: SegmentExportIn) => take(api.POST("/api/v1/segments/{segment_id}/exports", { ...one(id), body })),
    true,
  );

export const fileOf = (id: string, rest: string): string => `/api/v1/segments/${id}/${rest}`;

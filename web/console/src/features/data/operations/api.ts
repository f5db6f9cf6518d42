import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { currentLanguage, useText } from "@/i18n";
import { useJobToast } from "@/ui";

export type Finding = Model<"DoctorFindingOut">;
export type Run = Model<"OperationRunOut">;
export type Rule = Model<"RetentionRuleOut">;
export type Archive = Model<"EventArchiveOut">;
export type Preview = Model<"RetentionPreviewOut">;

export const useFindings = () =>
  useQuery({
    queryKey: ["operations", "health", currentLanguage()],
    queryFn: () => take(api.GET("/api/v1/operations/health")),
  });

export const useRuns = () =>
  useQuery({
    queryKey: ["operations", "runs"],
    queryFn: () => take(api.GET("/api/v1/operations/runs", { params: { query: { limit: 20 } } })),
    refetchInterval: 3_000,
  });

export const useArchives = () =>
  useQuery({
    queryKey: ["operations", "archives"],
    queryFn: () => take(api.GET("/api/v1/operations/archives")),
  });

export const useRetention = () =>
  useQuery({
    queryKey: ["operations", "retention"],
    queryFn: () => take(api.GET("/api/v1/operations/retention")),
  });

export const usePreview = (enabled: boolean) =>
  useQuery({
    queryKey: ["operations", "preview", currentLanguage()],
    queryFn: () => take(api.GET("/api/v1/operations/retention/preview")),
    enabled,
  });

/** Starts a run and follows it; everything on the page is read again at its end. */
function useStart<Request>(
  name: string,
  start: (request: Request) => Promise<Model<"StartedRunOut">>,
  silent = false,
) {
  const t = useText();
  const client = useQueryClient();
  const follow = useJobToast();
  const again = () => client.invalidateQueries({ queryKey: ["operations"] });
  return useMutation({
    meta: { silent },
    mutationFn: start,
    onSuccess: (started) => {
      void again();
      follow(started.job_id, { title: t(`data.operations.run.${name}`), onDone: again });
    },
  });
}

export const useReplay = () =>
  useStart("events.replay", (_: undefined) => take(api.POST("/api/v1/operations/replay")));

export const useApplyRetention = () =>
  useStart("events.retention", (_: undefined) => take(api.POST("/api/v1/operations/retention/apply")));

export const useExport = () =>
  useStart(
    "events.archive_export",
    (body: Model<"EventArchiveIn">) => take(api.POST("/api/v1/operations/archives", { body })),
    true,
  );

export const useImport = () =>
  useStart("events.archive_import", (name: string) =>
    take(api.POST("/api/v1/operations/archives/{name}/import", { params: { path: { name } } })),
  );

function useChange<Request, Answer>(change: (request: Request) => Promise<Answer>, silent = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { silent },
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ["operations"] }),
  });
}

export const useAddRule = () =>
  useChange(
    (body: Model<"RetentionRuleIn">) => take(api.POST("/api/v1/operations/retention/rules", { body })),
    true,
  );

export const useRemoveRule = () =>
  useChange((id: string) =>
    take(api.DELETE("/api/v1/operations/retention/rules/{rule_id}", { params: { path: { rule_id: id } } })),
  );

export const useChangeRule = () =>
  useChange(
    ({ id, days }: { id: string; days: number }) =>
      take(
        api.PATCH("/api/v1/operations/retention/rules/{rule_id}", {
          params: { path: { rule_id: id } },
          body: { days },
        }),
      ),
    true,
  );

export const useSetLogDays = () =>
  useChange(
    (days: number | null) => take(api.PUT("/api/v1/operations/retention/log", { body: { days } })),
    true,
  );

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { useList } from "@/api/list";

export type Job = Model<"JobOut">;
export type JobState = Job["state"];
export const STATES: JobState[] = ["queued", "running", "done", "failed", "cancelled"];

export function useJobs() {
  return useList({
    key: ["jobs", "list"],
    sort: "-created_at",
    filters: { state: "" },
    refetchInterval: 4_000,
    fetch: ({ q, sort, limit, cursor, filters }) =>
      take(
        api.GET("/api/v1/jobs", {
          params: {
            query: { q, sort, limit, cursor, state: (filters.state || undefined) as JobState | undefined },
          },
        }),
      ),
  });
}

export function useCancelJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.POST("/api/v1/jobs/{job_id}/cancel", { params: { path: { job_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["jobs"] }),
  });
}

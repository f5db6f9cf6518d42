import { useQuery } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";

export type Job = Model<"JobOut">;
const LIVE = new Set(["queued", "running"]);

export const isLive = (job: Job) => LIVE.has(job.state);

/** The latest background jobs; asked often only while one is running. */
export function useRecentJobs(enabled: boolean) {
  return useQuery({
    queryKey: ["jobs", "recent"],
    queryFn: () => take(api.GET("/api/v1/jobs", { params: { query: { limit: 8 } } })),
    enabled,
    refetchInterval: (query) => (query.state.data?.items.some(isLive) ? 2_000 : 20_000),
  });
}

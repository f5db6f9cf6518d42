import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";
import { isApiError } from "@/api/errors";
import { useSession } from "@/api/session";

export type Demo = Model<"DemoOut">;

/** The demo's state; null outside demo mode. */
export function useDemo() {
  const { company } = useSession();
  return useQuery({
    queryKey: ["demo"],
    enabled: company.demo,
    refetchInterval: 30_000,
    queryFn: async (): Promise<Demo | null> => {
      try {
        return await take(api.GET("/api/v1/demo"));
      } catch (error) {
        if (isApiError(error) && error.status === 404) return null;
        throw error;
      }
    },
  });
}

/** After a reset the server starts anew: wait until it answers again, then load the page afresh. */
export async function reloadWhenBack(): Promise<void> {
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  await pause(2_000);
  for (let tries = 0; tries < 60; tries += 1) {
    const well = await fetch("/healthz").then(
      (answer) => answer.ok,
      () => false,
    );
    if (well) break;
    await pause(500);
  }
  window.location.reload();
}

/** Move the clock or start anew; everything shown is read again. Long work answers with its job. */
export function useDemoAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: "advance" | "reset") =>
      act === "advance"
        ? take(api.POST("/api/v1/demo/advance", { body: { hours: 24 } }))
        : take(api.POST("/api/v1/demo/reset")),
    onSuccess: () => client.invalidateQueries(),
  });
}

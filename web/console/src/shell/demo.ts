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

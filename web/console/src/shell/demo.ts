import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "@/api/client";
import { isApiError } from "@/api/errors";
import { useSession } from "@/api/session";

/** `GET /demo`: what the bar shows. */
export interface Demo {
  now: string;
  customers: number;
  months: number;
}

/** The demo's state; null outside demo mode. */
export function useDemo() {
  const { company } = useSession();
  return useQuery({
    queryKey: ["demo"],
    enabled: company.demo,
    refetchInterval: 30_000,
    queryFn: async (): Promise<Demo | null> => {
      try {
        return await request<Demo>("GET", "/api/v1/demo");
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
      request<{ job?: string | null }>("POST", `/api/v1/demo/${act}`, {
        body: act === "advance" ? { hours: 24 } : {},
      }),
    onSuccess: () => client.invalidateQueries(),
  });
}

import { useInfiniteQuery } from "@tanstack/react-query";
import { api, type Model, take } from "@/api/client";

/** Which passes stand behind a number. */
export interface Behind {
  node?: string;
  branch?: string;
  state?: "active" | "converted" | "exited";
  holdout?: boolean;
  reason?: string;
}

export const useEnrolments = (id: string, behind: Behind | null) =>
  useInfiniteQuery({
    queryKey: ["journeys", id, "enrolments", behind],
    enabled: behind !== null,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/v1/journeys/{journey_id}/enrolments", {
          params: { path: { journey_id: id }, query: { ...behind, cursor: pageParam, limit: 50 } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export type Message = Model<"MessageOut">;

/** Which messages stand behind a number. */
export interface Sent {
  node?: string;
  state?: string;
  reason?: string;
}

export const useMessages = (journey: string, sent: Sent | null) =>
  useInfiniteQuery({
    queryKey: ["journeys", journey, "messages", sent],
    enabled: sent !== null,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/v1/messages", {
          params: { query: { journey, ...sent, cursor: pageParam, limit: 50 } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

import { MutationCache, QueryClient } from "@tanstack/react-query";
import { toast } from "@/ui/toast";
import { isApiError } from "./errors";

declare module "@tanstack/react-query" {
  interface Register {
    /** `silent`: the caller shows the refusal itself (a form beside its field). */
    mutationMeta: { silent?: boolean; success?: string };
  }
}

/** One client: refusals are not asked again, refused writes show the server's own words. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => !isApiError(error) && failures < 2,
      },
    },
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (!mutation.meta?.silent) toast.error(error);
      },
      onSuccess: (_data, _variables, _context, mutation) => {
        if (mutation.meta?.success) toast.success(mutation.meta.success);
      },
    }),
  });
}

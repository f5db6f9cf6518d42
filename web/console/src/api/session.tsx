import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { currentLanguage, type Language, showLanguage } from "@/i18n";
import { api, type Model, SIGNED_OUT, take } from "./client";
import { isApiError } from "./errors";

export type Session = Model<"SessionOut">;

const KEY = ["session"];
const SessionContext = createContext<Session | null>(null);

async function readSession(): Promise<Session | null> {
  try {
    return await take(api.GET("/api/v1/session"));
  } catch (error) {
    if (isApiError(error) && error.status === 401) return null;
    throw error;
  }
}

/** The session, `null` when nobody is signed in. */
export const useSessionQuery = () => useQuery({ queryKey: KEY, queryFn: readSession, staleTime: 60_000 });

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  const client = useQueryClient();
  useEffect(() => {
    const end = () => client.setQueryData(KEY, null);
    window.addEventListener(SIGNED_OUT, end);
    return () => window.removeEventListener(SIGNED_OUT, end);
  }, [client]);
  useEffect(() => {
    if (session.language !== currentLanguage()) void showLanguage(session.language as Language);
  }, [session.language]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Who is signed in; only below the shell. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession needs a signed-in page");
  return session;
}

/** The session where a component may also stand outside the shell. */
export const useSessionOrNull = () => useContext(SessionContext);

/** Whether permissions (`module.action`, `module.*`, `*`) cover the wanted one. */
export function grants(permissions: readonly string[], wanted?: string): boolean {
  if (!wanted) return true;
  const all = `${wanted.split(".")[0]}.*`;
  return permissions.some((held) => held === "*" || held === wanted || held === all);
}

/** `useCan()("segments.write")`. */
export function useCan(): (permission?: string) => boolean {
  const { permissions } = useSession();
  return (permission) => grants(permissions, permission);
}

export function useSessionActions() {
  const client = useQueryClient();
  // The session's own query stays: the routes watch it.
  const forgetOthers = () => client.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
  return {
    signIn: async (email: string, password: string) => {
      const session = await take(api.POST("/api/v1/session", { body: { email, password } }));
      forgetOthers();
      client.setQueryData(KEY, session);
      return session;
    },
    signOut: async () => {
      await take(api.DELETE("/api/v1/session"));
      client.setQueryData(KEY, null);
      forgetOthers();
    },
    /** Keep the language with the person; what the server words is read again. */
    chooseLanguage: async (language: Language) => {
      const session = await take(api.PATCH("/api/v1/session", { params: { query: { language } } }));
      await showLanguage(language);
      client.setQueryData(KEY, session);
      await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" });
    },
  };
}

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { isApiError } from "@/api/errors";
import { toast } from "@/ui";
import { type Detail, saveDraft } from "../api";
import { useHistory } from "../graph/history";
import { type Graph, NO_SETTINGS } from "../graph/model";

export type SaveState = "saved" | "waiting" | "saving" | "failed" | "conflict";

interface Draft {
  name: string;
  description: string;
  graph: Graph;
}

const PAUSE_MS = 700;

export function draftOf(journey: Detail): Draft {
  const graph = journey.draft as unknown as Graph;
  return {
    name: journey.name,
    description: journey.description,
    graph: { nodes: graph.nodes ?? [], settings: { ...NO_SETTINGS, ...graph.settings } },
  };
}

/** The draft in hand: changes are saved by themselves shortly after the last one, on the revision they were made on. */
export function useDraft(journey: Detail) {
  const client = useQueryClient();
  const history = useHistory<Draft>(draftOf(journey));
  const { value: draft, version } = history;
  const [state, setState] = useState<SaveState>("saved");
  const [problem, setProblem] = useState("");
  const revision = useRef(journey.revision);
  const saved = useRef(0);
  const stale = useRef(false);
  const running = useRef<Promise<boolean> | null>(null);
  const latest = useRef({ draft, version });
  latest.current = { draft, version };

  const saveOnce = useCallback(async (): Promise<boolean> => {
    const { draft: now, version: at } = latest.current;
    if (at === saved.current) return true;
    if (stale.current) return false;
    setState("saving");
    try {
      const made = await saveDraft(journey.id, { revision: revision.current, ...now });
      revision.current = made.revision;
      saved.current = at;
      client.setQueryData(["journeys", journey.id], made);
      void client.invalidateQueries({ queryKey: ["journeys", "list"] });
      setState(latest.current.version === at ? "saved" : "waiting");
      return true;
    } catch (error) {
      const conflict = isApiError(error) && error.code === "journey_changed";
      stale.current = conflict;
      setState(conflict ? "conflict" : "failed");
      setProblem(isApiError(error) ? error.detail : "");
      if (!isApiError(error)) toast.error(error);
      return false;
    }
  }, [client, journey.id]);

  /** Saves what is not saved yet; false when the server refused. */
  const flush = useCallback(async (): Promise<boolean> => {
    if (running.current) await running.current;
    running.current = saveOnce();
    const done = await running.current;
    running.current = null;
    return done;
  }, [saveOnce]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change starts the clock
  useEffect(() => {
    if (version === saved.current || state === "conflict") return;
    setState("waiting");
    const timer = setTimeout(() => void flush(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [version, flush]);

  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (latest.current.version !== saved.current) event.preventDefault();
    };
    window.addEventListener("beforeunload", leave);
    return () => {
      window.removeEventListener("beforeunload", leave);
      if (latest.current.version !== saved.current) void flush();
    };
  }, [flush]);

  const { change } = history;
  const changeGraph = useCallback(
    (next: (graph: Graph) => Graph, tag?: string) =>
      change((one) => {
        const graph = next(one.graph);
        return graph === one.graph ? one : { ...one, graph };
      }, tag),
    [change],
  );
  const changeWords = useCallback(
    (words: { name?: string; description?: string }) =>
      change((one) => ({ ...one, ...words }), Object.keys(words).join()),
    [change],
  );
  return { ...history, draft, changeGraph, changeWords, state, problem, flush, revision };
}

export type DraftHandle = ReturnType<typeof useDraft>;

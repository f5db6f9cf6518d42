import { useEffect, useRef, useState } from "react";
import { isApiError } from "@/api/errors";
import { type LiveEvent, type LiveFilters, readEvents } from "../api";

const KEPT = 300;
const AGAIN_MS = 3_000;
/** Between two questions: a burst comes as one change of the page. */
const GAP_MS = 400;

export interface Live {
  items: LiveEvent[];
  /** Sequence numbers above this came in while one looked. */
  seen: number;
  loading: boolean;
  error: unknown;
  retry: () => void;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The latest events, then each new one as it comes, by long poll; while paused nothing is asked. */
export function useLive(filters: LiveFilters, paused: boolean): Live {
  const [state, setState] = useState<Omit<Live, "retry">>({ items: [], seen: 0, loading: true, error: null });
  const [turn, setTurn] = useState(0);
  const place = useRef<{ key: string; seq: number }>({ key: "", seq: 0 });
  const key = JSON.stringify(filters);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks anew after a fault
  useEffect(() => {
    if (paused) return;
    const stop = new AbortController();
    const wanted = JSON.parse(key) as LiveFilters;
    const follow = async () => {
      if (place.current.key !== key) {
        setState((before) => ({ ...before, loading: true, error: null }));
        const first = await readEvents(wanted, undefined, stop.signal);
        place.current = { key, seq: first.last_seq };
        setState({ items: first.items, seen: first.last_seq, loading: false, error: null });
      }
      while (!stop.signal.aborted) {
        await pause(GAP_MS);
        const more = await readEvents(wanted, place.current.seq, stop.signal);
        place.current.seq = Math.max(place.current.seq, more.last_seq, more.items[0]?.seq ?? 0);
        if (more.items.length > 0)
          setState((before) => ({ ...before, items: [...more.items, ...before.items].slice(0, KEPT) }));
      }
    };
    const run = async () => {
      while (!stop.signal.aborted) {
        try {
          await follow();
        } catch (error) {
          if (stop.signal.aborted) return;
          if (isApiError(error) || place.current.key !== key) {
            setState((before) => ({ ...before, loading: false, error }));
            return;
          }
          await pause(AGAIN_MS);
        }
      }
    };
    void run();
    return () => stop.abort();
  }, [key, paused, turn]);
  return { ...state, retry: () => setTurn((before) => before + 1) };
}

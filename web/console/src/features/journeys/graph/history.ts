import { useCallback, useRef, useState } from "react";

interface Past<Value> {
  before: Value[];
  now: Value;
  after: Value[];
  /** Counts changes, so that a saver sees each. */
  version: number;
}

const DEPTH = 100;

/** A value with undo and redo. Changes of the same `tag` in a row (typing in a field) are one step. */
export function useHistory<Value>(start: Value) {
  const [past, setPast] = useState<Past<Value>>({ before: [], now: start, after: [], version: 0 });
  const last = useRef<{ tag: string; at: number }>({ tag: "", at: 0 });
  const change = useCallback((next: Value | ((now: Value) => Value), tag = "") => {
    const joined = tag !== "" && last.current.tag === tag && Date.now() - last.current.at < 1500;
    last.current = { tag, at: Date.now() };
    setPast((one) => {
      const value = typeof next === "function" ? (next as (now: Value) => Value)(one.now) : next;
      if (value === one.now) return one;
      const before = joined && one.before.length ? one.before : [...one.before, one.now].slice(-DEPTH);
      return { before, now: value, after: [], version: one.version + 1 };
    });
  }, []);
  const undo = useCallback(() => {
    last.current.tag = "";
    setPast((one) => {
      const value = one.before.at(-1);
      if (value === undefined) return one;
      return {
        before: one.before.slice(0, -1),
        now: value,
        after: [one.now, ...one.after],
        version: one.version + 1,
      };
    });
  }, []);
  const redo = useCallback(() => {
    last.current.tag = "";
    setPast((one) => {
      const [value, ...after] = one.after;
      if (value === undefined) return one;
      return { before: [...one.before, one.now], now: value, after, version: one.version + 1 };
    });
  }, []);
  return {
    value: past.now,
    version: past.version,
    change,
    undo: past.before.length ? undo : undefined,
    redo: past.after.length ? redo : undefined,
  };
}

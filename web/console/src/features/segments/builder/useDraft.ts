import { useCallback, useEffect, useState } from "react";
import type { Condition } from "../condition";

interface Past {
  past: Condition[];
  now: Condition;
  future: Condition[];
  /** When the last step was made: quick steps (typing a number) count as one. */
  at: number;
}

const QUICK_MS = 900;
const KEPT = 100;

/** A condition with undo and redo (Ctrl Z, Ctrl Shift Z, Ctrl Y outside of text fields). */
export function useDraft(initial: Condition) {
  const [state, setState] = useState<Past>({ past: [], now: initial, future: [], at: 0 });
  const change = useCallback(
    (now: Condition) =>
      setState((before) => {
        const at = Date.now();
        const quick = at - before.at < QUICK_MS && sameShape(before.now, now);
        const past = quick ? before.past : [...before.past, before.now].slice(-KEPT);
        return { past, now, future: [], at };
      }),
    [],
  );
  const undo = useCallback(
    () =>
      setState((before) => {
        const now = before.past.at(-1);
        if (!now) return before;
        return { past: before.past.slice(0, -1), now, future: [before.now, ...before.future], at: 0 };
      }),
    [],
  );
  const redo = useCallback(
    () =>
      setState((before) => {
        const [now, ...future] = before.future;
        return now ? { past: [...before.past, before.now], now, future, at: 0 } : before;
      }),
    [],
  );
  const reset = useCallback((now: Condition) => setState({ past: [], now, future: [], at: 0 }), []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [undo, redo]);
  return {
    condition: state.now,
    change,
    undo: state.past.length ? undo : undefined,
    redo: state.future.length ? redo : undefined,
    reset,
  };
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The same nodes in the same places: only values differ. */
function sameShape(a: Condition, b: Condition): boolean {
  const shape = (node: Condition): unknown =>
    node.type === "all" || node.type === "any"
      ? [node.type, node.of.map(shape)]
      : node.type === "not"
        ? ["not", shape(node.of)]
        : Object.keys(node).sort().join() + node.type;
  return JSON.stringify(shape(a)) === JSON.stringify(shape(b));
}

import { useEffect } from "react";

interface Keys {
  merge: () => void;
  apart: () => void;
  later: () => void;
  undo: () => void;
  next: () => void;
  previous: () => void;
}

/** One hand on the keyboard decides the queue; typing in a field and open dialogs are left alone. */
export function useReviewKeys(keys: Keys, active: boolean) {
  useEffect(() => {
    if (!active) return;
    const press = (event: KeyboardEvent) => {
      const at = event.target instanceof Element ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (at?.closest("input, textarea, select, [contenteditable], [role=dialog], [role=combobox]")) return;
      const act = {
        m: keys.merge,
        n: keys.apart,
        l: keys.later,
        u: keys.undo,
        j: keys.next,
        k: keys.previous,
        arrowdown: keys.next,
        arrowup: keys.previous,
      }[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [keys, active]);
}

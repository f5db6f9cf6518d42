import { useEffect, useRef } from "react";

export interface Keys {
  undo?: () => void;
  redo?: () => void;
  remove: () => void;
  copy: () => void;
  paste: () => void;
  duplicate: () => void;
}

const TYPING =
  "input, textarea, select, [contenteditable], .ant-modal, .ant-drawer, .ant-popover, .ant-select";

/** Ctrl+Z, Ctrl+Y, Ctrl+C, Ctrl+V, Ctrl+D and Delete while nobody types. */
export function useKeys(keys: Keys, enabled: boolean): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      const { undo, redo, remove, copy, paste, duplicate } = latest.current;
      const held = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (held && key === "c" && window.getSelection()?.toString()) return;
      const act = held
        ? { z: event.shiftKey ? redo : undo, y: redo, c: copy, v: paste, d: duplicate }[key]
        : { delete: remove, backspace: remove }[key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [enabled]);
}

import { useEffect, useMemo, useState } from "react";
import type { Draft, TemplateDetail } from "../api";

export type Variant = "" | "zh-CN" | "en";
export const WORDS = ["subject", "preheader", "sender_name", "body"] as const;
export type Word = (typeof WORDS)[number];

/** The editable part of a stored template. */
export const draftOf = ({ key, name, purpose, topic, content }: TemplateDetail): Draft => ({
  key,
  name,
  purpose: purpose as Draft["purpose"],
  topic,
  content,
});

/** A draft with its languages: the main wording, and variants that fall back to it where they are empty. */
export function useDraft(start: Draft) {
  const [saved, setSaved] = useState(start);
  const [draft, setDraft] = useState(start);
  const [variant, setVariant] = useState<Variant>("");
  const dirty = useMemo(() => JSON.stringify(saved) !== JSON.stringify(draft), [saved, draft]);
  const reworded = useMemo(
    () => JSON.stringify(saved.content) !== JSON.stringify(draft.content),
    [saved.content, draft.content],
  );
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);

  const wording = variant ? (draft.content.locales?.[variant] ?? {}) : draft.content;
  const setWord = (word: Word, value: string) =>
    setDraft((before) => {
      if (!variant) return { ...before, content: { ...before.content, [word]: value } };
      const own = { ...before.content.locales?.[variant], [word]: value };
      return {
        ...before,
        content: { ...before.content, locales: { ...before.content.locales, [variant]: own } },
      };
    });
  const dropVariant = () => {
    setDraft((before) => {
      const { [variant]: _gone, ...locales } = before.content.locales ?? {};
      return { ...before, content: { ...before.content, locales } };
    });
    setVariant("");
  };
  return {
    draft,
    dirty,
    reworded,
    variant,
    setVariant,
    dropVariant,
    word: (word: Word) => wording[word] ?? "",
    setWord,
    set: (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes })),
    markSaved: (stored: Draft) => {
      setSaved(stored);
      setDraft(stored);
    },
  };
}

export type DraftState = ReturnType<typeof useDraft>;

/** A value that follows after it rested for a while. */
export function useRested<Value>(value: Value, milliseconds: number): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return rested;
}

import { createContext, useContext } from "react";
import type { Group, Place } from "./tree";
import type { Condition, Counts, LeafType } from "./types";

export interface Editor {
  root: Group;
  edit: (root: Group) => void;
  counts?: Counts;
  /** Shows the people behind a figure. */
  onPeople?: (condition: Condition, title: string) => void;
  /** What is wrong (or looks wrong) by the server's path; a leaf takes those below its own. */
  errors: Record<string, string>;
  warnings: Record<string, string>;
  types: LeafType[];
  /** The leaf that was just added: its first open choice opens by itself. */
  fresh: string | null;
  setFresh: (key: string | null) => void;
  dragged: Place | null;
  setDragged: (place: Place | null) => void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("outside of a ConditionEditor");
  return editor;
}

/** True inside a leaf that was just added. */
export const FreshContext = createContext(false);

export const keyOf = (place: Place): string => place.join(".");

/** The words for a path or anything below it. */
export function wordsAt(found: Record<string, string>, path: string): string | undefined {
  if (!path) return undefined;
  return found[path] ?? Object.entries(found).find(([one]) => one.startsWith(`${path}.`))?.[1];
}

import { Skeleton } from "antd";
import { useMemo, useState } from "react";
import { useVocabulary } from "../api";
import { AddButtons } from "./AddButtons";
import { type Editor, EditorContext } from "./context";
import styles from "./editor.module.css";
import { GroupView } from "./GroupView";
import { LEAF_TYPES } from "./leaves/registry";
import { type Place, readTree, writeTree } from "./tree";
import type { Condition, Counts, LeafType } from "./types";

interface Props {
  value: Condition;
  onChange: (condition: Condition) => void;
  /** Figures beside the leaves: own count and what remains after each part. */
  counts?: Counts;
  /** Called by the figures: show the people behind it. */
  onPeople?: (condition: Condition, title: string) => void;
  /** By the server's path (`condition.of.0`), as its refusal and its warnings name them. */
  errors?: Record<string, string>;
  warnings?: Record<string, string>;
  /** Which leaves may be added; default all. */
  types?: LeafType[];
  /** Right of the buttons below the tree. */
  foot?: React.ReactNode;
}

const NONE = {};

/** A condition on people as a tree of 且, 或, 非 with a row of chips for each leaf. */
export function ConditionEditor({
  value,
  onChange,
  counts,
  onPeople,
  errors = NONE,
  warnings = NONE,
  types,
  foot,
}: Props) {
  // Without it the chips would show codes for a moment.
  const vocabulary = useVocabulary();
  const root = useMemo(() => readTree(value), [value]);
  const [fresh, setFresh] = useState<string | null>(null);
  const [dragged, setDragged] = useState<Place | null>(null);
  const editor: Editor = {
    root,
    edit: (next) => onChange(writeTree(next)),
    counts,
    onPeople,
    errors,
    warnings,
    types: types ?? LEAF_TYPES,
    fresh,
    setFresh,
    dragged,
    setDragged,
  };
  if (vocabulary.isPending) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  return (
    <EditorContext value={editor}>
      <div className={styles.editor}>
        <GroupView group={root} place={[]} />
        <div className={styles.foot}>
          <AddButtons place={[]} />
          {foot && <div className={styles.footNote}>{foot}</div>}
        </div>
      </div>
    </EditorContext>
  );
}

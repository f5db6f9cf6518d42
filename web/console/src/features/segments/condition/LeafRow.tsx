import { CircleAlert, Copy, GripVertical, TriangleAlert, X } from "lucide-react";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { FreshContext, keyOf, useEditor, wordsAt } from "./context";
import styles from "./editor.module.css";
import { kindOf, missingIn, sayLeaf } from "./leaves/registry";
import { insertAt, moveTo, type Place, removeAt, replaceAt, shift, type Twig } from "./tree";
import type { Leaf } from "./types";
import { useWords } from "./words";

interface Props {
  twig: Twig;
  place: Place;
}

/** One leaf: grip, icon, chips, its own count; what is wrong stands below it. */
export function LeafRow({ twig, place }: Props) {
  const t = useText();
  const { root, edit, errors, warnings, fresh } = useEditor();
  const drop = useDrop(place);
  const { leaf } = twig;
  const kind = kindOf(leaf);
  const Icon = kind.icon(leaf);
  const missing = missingIn(leaf);
  const fault = wordsAt(errors, twig.path) ?? (missing ? t(missing) : undefined);
  const warning = wordsAt(warnings, twig.path);
  const at = place[place.length - 1] ?? 0;
  const change = (next: Leaf) => edit(replaceAt(root, place, { ...twig, leaf: next }));
  return (
    <div className={`${styles.leaf} ${drop.mark ? styles[drop.mark] : ""}`} {...drop.handlers}>
      <Grip place={place} />
      <span className={styles.icon} title={t(`segments.leaf.${leaf.type}`)}>
        <Icon size={16} strokeWidth={1.7} aria-hidden />
      </span>
      <div className={styles.body}>
        <div className={styles.chips}>
          <FreshContext value={fresh === keyOf(place)}>
            <kind.Chips leaf={leaf} onChange={change} />
          </FreshContext>
        </div>
        {fault && (
          <div className={missing ? styles.todo : styles.fault}>
            <CircleAlert size={13} aria-hidden /> {fault}
          </div>
        )}
        {!fault && warning && (
          <div className={styles.warned}>
            <TriangleAlert size={13} aria-hidden /> {warning}
          </div>
        )}
      </div>
      <span className={styles.tools}>
        <button
          type="button"
          className={styles.tool}
          aria-label={t("segments.editor.copy")}
          title={t("segments.editor.copy")}
          onClick={() => edit(insertAt(root, place.slice(0, -1), at + 1, { ...twig, path: "" }))}
        >
          <Copy size={14} aria-hidden />
        </button>
        <button
          type="button"
          className={styles.tool}
          aria-label={t("segments.editor.remove")}
          title={t("segments.editor.remove")}
          onClick={() => edit(removeAt(root, place))}
        >
          <X size={15} aria-hidden />
        </button>
      </span>
      <Own twig={twig} stale={missing !== null} />
    </div>
  );
}

/** People who fulfil the leaf alone; opens them. */
function Own({ twig, stale }: { twig: Twig; stale: boolean }) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const { counts, onPeople } = useEditor();
  if (!counts) return null;
  const own = counts.leaves.find((one) => one.path === twig.path)?.own;
  if (stale || own === undefined) return <span className={styles.own}>—</span>;
  if (!onPeople) return <span className={styles.own}>{format.number(own)}</span>;
  return (
    <button
      type="button"
      className={styles.own}
      aria-label={t("segments.counts.open_own", { count: format.number(own) })}
      onClick={() => onPeople(twig.leaf, sayLeaf(twig.leaf, words))}
    >
      {format.number(own)}
    </button>
  );
}

/** Dragged by the mouse; arrow keys move, Delete removes. */
function Grip({ place }: { place: Place }) {
  const t = useText();
  const { root, edit, setDragged } = useEditor();
  const press = (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (by) {
      event.preventDefault();
      edit(shift(root, place, by as -1 | 1));
    }
    if (event.key === "Delete" || event.key === "Backspace") edit(removeAt(root, place));
  };
  return (
    <button
      type="button"
      className={styles.grip}
      aria-label={t("segments.editor.grip")}
      title={t("segments.editor.grip")}
      draggable
      onKeyDown={press}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", "leaf");
        setDragged(place);
      }}
      onDragEnd={() => setDragged(null)}
    >
      <GripVertical size={14} aria-hidden />
    </button>
  );
}

/** Where the dragged branch would land: above or below this row. */
function useDrop(place: Place) {
  const { root, edit, dragged, setDragged } = useEditor();
  const [mark, setMark] = useState<"above" | "below" | null>(null);
  const sideOf = (event: DragEvent): "above" | "below" => {
    const box = event.currentTarget.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2 ? "below" : "above";
  };
  return {
    mark: dragged ? mark : null,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!dragged) return;
        event.preventDefault();
        setMark(sideOf(event));
      },
      onDragLeave: () => setMark(null),
      onDrop: (event: DragEvent) => {
        if (!dragged) return;
        event.preventDefault();
        setMark(null);
        setDragged(null);
        edit(moveTo(root, dragged, place, sideOf(event) === "below"));
      },
    },
  };
}

import { type KeyboardEvent, type Ref, useImperativeHandle, useMemo, useRef } from "react";
import styles from "./BodyEditor.module.css";
import { highlight } from "./highlight";

export interface EditorHandle {
  /** Puts the caret at a place, counted from 1. */
  goTo: (line: number, column: number) => void;
  insert: (text: string) => void;
}

interface Props {
  value: string;
  onChange: (value: string) => void;
  label: string;
  readOnly?: boolean;
  /** Lines with a fault, from 1. */
  faults: ReadonlySet<number>;
  ref?: Ref<EditorHandle>;
}

const LINE = 20;

/** Where a line and column, both from 1, are in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return Math.min(at + column - 1, text.length);
}

/** Types into a text area as a keyboard would, so that undo knows of it. */
function type(area: HTMLTextAreaElement, text: string) {
  area.focus();
  if (!document.execCommand?.("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** A text area with line numbers, colours and marks at faulty lines. Escape, then Tab leaves it. */
export function BodyEditor({ value, onChange, label, readOnly, faults, ref }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const leaving = useRef(false);
  const lines = value.split("\n").length;
  const coloured = useMemo(() => highlight(value), [value]);
  useImperativeHandle(ref, () => ({
    goTo: (line, column) => {
      const at = offsetOf(area.current?.value ?? "", line, column);
      area.current?.focus();
      area.current?.setSelectionRange(at, at);
      if (box.current) box.current.scrollTop = Math.max(0, (line - 5) * LINE);
    },
    insert: (text) => area.current && type(area.current, text),
  }));
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Tab" && !event.shiftKey && !leaving.current && !readOnly) {
      event.preventDefault();
      type(event.currentTarget, "  ");
    }
    leaving.current = event.key === "Escape";
  };
  return (
    <div className={styles.box} ref={box}>
      <div className={styles.inner}>
        <div className={styles.gutter} aria-hidden>
          {Array.from({ length: lines }, (_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are their numbers
            <div key={at} className={faults.has(at + 1) ? styles.fault : undefined}>
              {at + 1}
            </div>
          ))}
        </div>
        <div className={styles.code}>
          <pre aria-hidden>
            {coloured}
            {"\n"}
          </pre>
          <textarea
            ref={area}
            value={value}
            readOnly={readOnly}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={onKeyDown}
            aria-label={label}
            aria-invalid={faults.size > 0}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            wrap="off"
          />
        </div>
      </div>
    </div>
  );
}

import type { ReactNode } from "react";
import styles from "./BodyEditor.module.css";

const TOKEN =
  /(<!--[\s\S]*?-->)|(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})|(<\/?[a-zA-Z][\w:-]*|\/?>)|("[^"<>{}\n]*")/g;
const KINDS = ["comment", "liquid", "tag", "value"] as const;

/** Markup with its Liquid, coloured. */
export function highlight(source: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of source.matchAll(TOKEN)) {
    if (match.index > end) parts.push(source.slice(end, match.index));
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)] ?? "tag";
    parts.push(
      <span key={match.index} className={styles[kind]}>
        {match[0]}
      </span>,
    );
    end = match.index + match[0].length;
  }
  parts.push(source.slice(end));
  return parts;
}

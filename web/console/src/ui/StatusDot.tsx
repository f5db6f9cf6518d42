import type { ReactNode } from "react";
import styles from "./Chip.module.css";

export type Tone = "ok" | "warn" | "bad" | "brand" | "neutral";

/** A state: coloured dot and word. */
export function StatusDot({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={styles.status}>
      <span className={`${styles.dot} ${styles[`dot-${tone}`]}`} aria-hidden />
      {children}
    </span>
  );
}

import type { ReactNode } from "react";
import styles from "../parts/parts.module.css";

/** A word between the chips that is not to be chosen. */
export function Fixed({ strong, children }: { strong?: boolean; children: ReactNode }) {
  return <span className={`${styles.fixed} ${strong ? styles.fixedStrong : ""}`}>{children}</span>;
}

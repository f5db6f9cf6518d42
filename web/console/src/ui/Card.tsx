import type { CSSProperties, ReactNode } from "react";
import styles from "./Card.module.css";

interface Props {
  title?: ReactNode;
  /** Beside the title, quiet: size, order, period. */
  note?: ReactNode;
  /** At the right end: a link or a small control. */
  extra?: ReactNode;
  /** No inner padding (tables). */
  flush?: boolean;
  className?: string;
  style?: CSSProperties;
  children: ReactNode;
}

export function Card({ title, note, extra, flush, className, style, children }: Props) {
  const headed = title !== undefined || extra !== undefined;
  return (
    <section className={`${styles.card} ${className ?? ""}`} style={style}>
      {headed && (
        <header className={styles.head}>
          <h2>{title}</h2>
          {note && <span className={styles.note}>{note}</span>}
          {extra && <span className={styles.extra}>{extra}</span>}
        </header>
      )}
      <div className={flush ? styles.flush : headed ? styles.body : styles.bare}>{children}</div>
    </section>
  );
}

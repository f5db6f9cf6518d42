import { Inbox, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./State.module.css";

interface Props {
  icon?: LucideIcon;
  /** What is missing, in one sentence. */
  title: string;
  /** What it is good for and how to get it. */
  lesson?: ReactNode;
  action?: ReactNode;
  /** Fills a page instead of a card. */
  page?: boolean;
  compact?: boolean;
}

export function EmptyState({ icon: Icon = Inbox, title, lesson, action, page, compact }: Props) {
  return (
    <div className={`${styles.state} ${page ? styles.page : ""} ${compact ? styles.compact : ""}`}>
      <div className={styles.icon}>
        <Icon size={22} strokeWidth={1.6} aria-hidden />
      </div>
      <div className={styles.title}>{title}</div>
      {lesson && <div className={styles.lesson}>{lesson}</div>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}

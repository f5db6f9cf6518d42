import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useCrumbName } from "./crumb";
import styles from "./PageFrame.module.css";

interface Props {
  title: ReactNode;
  /** One line: what the page is for, or its answer in one sentence. */
  purpose?: ReactNode;
  /** Chips beside the title. */
  chips?: ReactNode;
  /** On the right; at most one filled button. */
  actions?: ReactNode;
  /** Name of the shown thing for the breadcrumb (detail pages). */
  crumb?: string;
  children: ReactNode;
}

/** Title, purpose, actions; then the content in a column with the standard gap. */
export function PageFrame({ title, purpose, chips, actions, crumb, children }: Props) {
  useCrumbName(crumb);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.words}>
          <div className={styles.title}>
            <h1>{title}</h1>
            {chips}
          </div>
          {purpose && <div className={styles.purpose}>{purpose}</div>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={styles.body}>{children}</div>
    </div>
  );
}

/** The frame's shape while a page loads. */
export function PageSkeleton() {
  return (
    <div className={styles.page} role="status" aria-busy>
      <Skeleton active title={{ width: 180 }} paragraph={{ rows: 1, width: 320 }} />
      <Skeleton active title={false} paragraph={{ rows: 8 }} style={{ marginTop: 32 }} />
    </div>
  );
}

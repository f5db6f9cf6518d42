import type { ReactNode } from "react";
import { Definition } from "@/ui";
import styles from "../analytics.module.css";

/** A setting of a question with its name, which explains itself on hover. */
export function Setting({ name, lesson, children }: { name: string; lesson?: string; children: ReactNode }) {
  return (
    <div className={styles.setting}>
      {lesson ? <Definition text={lesson}>{name}</Definition> : <span>{name}</span>}
      <span className="row" style={{ minWidth: 0 }}>
        {children}
      </span>
    </div>
  );
}

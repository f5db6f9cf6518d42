import { Button } from "antd";
import { GitMerge, Undo2 } from "lucide-react";
import { useCan } from "@/api/session";
import { ruleOf } from "@/features/identity";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { Merge } from "../api";
import styles from "./identity.module.css";

/** One merge: when, why; its undoing begins with a look at what would split. */
export function MergeRow({ merge, onSplit }: { merge: Merge; onSplit: (merge: string) => void }) {
  const t = useText();
  const format = useFormat();
  const may = useCan()("profiles.write");
  const standing = !merge.undone_at;
  return (
    <div className={`${styles.merge} ${standing ? "" : styles.undone}`}>
      <div className={styles.mergeHead}>
        <GitMerge size={14} aria-hidden />
        <span>
          {format.dateTime(merge.at)} {t(merge.by ? "customers.merge.by_hand" : "customers.merge.by_rule")}
        </span>
        <span className="muted">{ruleOf(merge.rule, merge.evidence, t)}</span>
      </div>
      {standing ? (
        <div className={styles.mergeActions}>
          <Button size="small" icon={<Undo2 size={14} />} onClick={() => onSplit(merge.id)}>
            {t(may ? "identity.merges.undo" : "identity.merges.preview")}
          </Button>
        </div>
      ) : (
        <div>{t("customers.merge.undone_at", { at: format.dateTime(merge.undone_at) })}</div>
      )}
    </div>
  );
}

import { Button } from "antd";
import { GitMerge, Undo2 } from "lucide-react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, Chip, useFormat } from "@/ui";
import type { Merge } from "../api";
import { howOf, ruleOf } from "../words";
import styles from "./graph.module.css";

/** All merges of the person, undone ones too; undoing begins with a look at what would split. */
export function MergesCard({ merges, onSplit }: { merges: Merge[]; onSplit: (merge: string) => void }) {
  const t = useText();
  const format = useFormat();
  const may = useCan()("profiles.write");
  return (
    <Card title={t("identity.merges.title")} note={merges.length ? String(merges.length) : undefined}>
      {merges.length === 0 && <div className="muted">{t("identity.merges.none")}</div>}
      <ul className={styles.merges}>
        {merges.map((merge) => (
          <li key={merge.id} className={merge.undone_at ? styles.undone : ""}>
            <div className={styles.mergeHead}>
              <GitMerge size={14} aria-hidden />
              <span>{format.dateTime(merge.at)}</span>
              <Chip>{t(`identity.how.${howOf(merge.rule)}`)}</Chip>
            </div>
            <div className="caption">{ruleOf(merge.rule, merge.evidence, t)}</div>
            {merge.undone_at ? (
              <div className="caption muted">
                {t("identity.merges.undone", { at: format.dateTime(merge.undone_at) })}
              </div>
            ) : (
              <Button size="small" icon={<Undo2 size={14} />} onClick={() => onSplit(merge.id)}>
                {t(may ? "identity.merges.undo" : "identity.merges.preview")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

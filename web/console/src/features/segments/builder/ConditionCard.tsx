import { Zap } from "lucide-react";
import { useText } from "@/i18n";
import { Card, Definition, useFormat } from "@/ui";
import { type Condition, ConditionEditor } from "../condition";
import editor from "../condition/editor.module.css";
import { countLeaves, depthOf, readTree } from "../condition/tree";
import styles from "./builder.module.css";
import type { useLiveCount } from "./useLiveCount";

interface Props {
  condition: Condition;
  onChange: (condition: Condition) => void;
  live: ReturnType<typeof useLiveCount>;
  errors: Record<string, string>;
  onPeople: (condition: Condition, title: string) => void;
}

/** The tree with its figures, and what counting it took. */
export function ConditionCard({ condition, onChange, live, errors, onPeople }: Props) {
  const t = useText();
  const format = useFormat();
  const root = readTree(condition);
  const { data } = live.preview;
  const note = t("segments.builder.size", { leaves: countLeaves(root), levels: depthOf(root) });
  return (
    <Card
      title={t("segments.builder.condition")}
      note={note}
      extra={
        <span className={editor.headings}>
          <Definition text={t("segments.counts.own_definition")}>{t("segments.counts.own")}</Definition>
          <Definition text={t(`segments.counts.remaining_${root.kind}`)}>
            {t("segments.counts.remaining")}
          </Definition>
        </span>
      }
    >
      <ConditionEditor
        value={condition}
        onChange={onChange}
        counts={live.counts}
        errors={errors}
        onPeople={onPeople}
        warnings={live.warnings}
        foot={
          <span className={live.busy ? styles.busy : undefined}>
            {live.open > 0 && (
              <span className={styles.open}>{t("segments.builder.open", { count: live.open })} · </span>
            )}
            {data && (
              <>
                <Zap size={13} strokeWidth={1.8} aria-hidden className={styles.zap} />
                {t("segments.builder.took", {
                  people: format.number(data.base),
                  events: format.number(data.events_scanned, { compact: true }),
                  seconds: format.number(data.elapsed_ms / 1000, { digits: 2 }),
                })}
              </>
            )}
          </span>
        }
      />
    </Card>
  );
}

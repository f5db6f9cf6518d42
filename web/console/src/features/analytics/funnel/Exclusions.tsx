import { Button, Select } from "antd";
import { Ban } from "lucide-react";
import { useText } from "@/i18n";
import styles from "../analytics.module.css";
import { StepEditor } from "../asking/StepEditor";
import type { Exclusion, FunnelAsk } from "../question";

interface Props {
  ask: FunnelAsk;
  onChange: (exclusions: Exclusion[]) => void;
}

const MOST = 8;

/** Events that void an attempt between two steps. */
export function Exclusions({ ask, onChange }: Props) {
  const t = useText();
  const { exclusions, steps } = ask;
  const put = (at: number, one: Exclusion) =>
    onChange(exclusions.map((old, place) => (place === at ? one : old)));
  return (
    <div className={styles.settings}>
      {exclusions.map((one, at) => (
        <StepEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: exclusions have no other name
          key={`${one.event}-${at}`}
          mark="–"
          label={t("analytics.exclusion.event", { number: at + 1 })}
          step={one}
          onChange={(step) => put(at, { ...one, event: step.event, where: step.where ?? [] })}
          onRemove={() => onChange(exclusions.filter((_, place) => place !== at))}
        >
          <Between ask={ask} exclusion={one} onChange={(changed) => put(at, changed)} />
        </StepEditor>
      ))}
      <Button
        type="link"
        size="small"
        className={styles.add}
        style={{ alignSelf: "flex-start" }}
        icon={<Ban size={13} />}
        disabled={exclusions.length >= MOST}
        onClick={() =>
          onChange([...exclusions, { event: "order_refunded", where: [], after: 1, before: steps.length }])
        }
      >
        {t("analytics.exclusion.add")}
      </Button>
    </div>
  );
}

interface BetweenProps {
  ask: FunnelAsk;
  exclusion: Exclusion;
  onChange: (exclusion: Exclusion) => void;
}

function Between({ ask, exclusion, onChange }: BetweenProps) {
  const t = useText();
  if (ask.mode === "unordered") return <span className="caption">{t("analytics.exclusion.anywhere")}</span>;
  const numbers = ask.steps.map((_, at) => at + 1);
  const option = (one: number) => ({ value: one, label: t("analytics.funnel.step", { number: one }) });
  return (
    <div className={styles.testHead}>
      <Select
        value={exclusion.after}
        onChange={(after) => onChange({ ...exclusion, after, before: Math.max(exclusion.before, after + 1) })}
        aria-label={t("analytics.exclusion.after")}
        className={styles.grow}
        options={numbers.slice(0, -1).map(option)}
      />
      <span className="muted">–</span>
      <Select
        value={exclusion.before}
        onChange={(before) => onChange({ ...exclusion, before })}
        aria-label={t("analytics.exclusion.before")}
        className={styles.grow}
        options={numbers.slice(exclusion.after).map(option)}
      />
    </div>
  );
}

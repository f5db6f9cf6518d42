import { Button, Select } from "antd";
import { Plus } from "lucide-react";
import { useText } from "@/i18n";
import styles from "../analytics.module.css";
import { PropertySelect } from "../asking/PropertySelect";
import { Setting } from "../asking/Setting";
import { StepEditor } from "../asking/StepEditor";
import type { Measure, MeasureKind, TrendAsk } from "../question";
import { needsProperty } from "../words";

interface Props {
  ask: TrendAsk;
  change: (changes: Partial<TrendAsk>) => void;
}

const MOST = 6;
const KINDS: MeasureKind[] = ["count", "people", "per_person", "sum", "mean", "median", "p90"];

/** Up to six lines, each an event counted in its own way; a breakdown. */
export function TrendBuilder({ ask, change }: Props) {
  const t = useText();
  const { measures } = ask;
  const put = (at: number, one: Measure) =>
    change({ measures: measures.map((old, place) => (place === at ? one : old)) });
  return (
    <>
      <div className={styles.steps}>
        {measures.map((one, at) => (
          <StepEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
            key={`${one.step.event}-${at}`}
            mark={String.fromCharCode(65 + at)}
            label={t("analytics.trend.line", { letter: String.fromCharCode(65 + at) })}
            step={one.step}
            onChange={(step) =>
              put(at, { ...one, step, property: step.event === one.step.event ? one.property : null })
            }
            onRemove={
              measures.length > 1
                ? () => change({ measures: measures.filter((_, place) => place !== at) })
                : undefined
            }
          >
            <MeasureSelect measure={one} onChange={(changed) => put(at, changed)} />
          </StepEditor>
        ))}
      </div>
      <Button
        type="dashed"
        block
        style={{ marginTop: 10 }}
        icon={<Plus size={15} />}
        disabled={measures.length >= MOST}
        onClick={() => change({ measures: [...measures, { step: { event: "" }, measure: "people" }] })}
      >
        {t("analytics.trend.add_line")}
      </Button>
      <div className={styles.settings}>
        <Setting name={t("analytics.breakdown.label")} lesson={t("analytics.trend.breakdown_lesson")}>
          <PropertySelect
            event={measures[0]?.step.event ?? ""}
            value={ask.breakdown}
            onChange={(breakdown) => change({ breakdown })}
            label={t("analytics.breakdown.label")}
            placeholder={t("analytics.breakdown.none")}
            clearable
          />
        </Setting>
      </div>
    </>
  );
}

interface MeasureProps {
  measure: Measure;
  onChange: (measure: Measure) => void;
}

function MeasureSelect({ measure, onChange }: MeasureProps) {
  const t = useText();
  const kind = measure.measure ?? "count";
  return (
    <div className={styles.pair}>
      <Select<MeasureKind>
        value={kind}
        onChange={(next) =>
          onChange({
            ...measure,
            measure: next,
            property: needsProperty(next) ? (measure.property ?? "amount") : null,
          })
        }
        aria-label={t("analytics.trend.measure")}
        className={styles.grow}
        popupMatchSelectWidth={150}
        options={KINDS.map((one) => ({ value: one, label: t(`analytics.measure.${one}`) }))}
      />
      {needsProperty(kind) && (
        <PropertySelect
          event={measure.step.event}
          value={measure.property ?? null}
          onChange={(property) => onChange({ ...measure, property })}
          label={t("analytics.trend.property")}
          placeholder={t("analytics.trend.property")}
          suits={(one) => one.type === "number"}
        />
      )}
    </div>
  );
}

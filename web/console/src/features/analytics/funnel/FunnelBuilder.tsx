import { Button, Checkbox, InputNumber, Select } from "antd";
import { Plus } from "lucide-react";
import { useText } from "@/i18n";
import styles from "../analytics.module.css";
import { PropertySelect } from "../asking/PropertySelect";
import { Setting } from "../asking/Setting";
import { moved, StepEditor } from "../asking/StepEditor";
import type { FunnelAsk, Step } from "../question";
import { Exclusions } from "./Exclusions";
import { fittingExclusions } from "./exclusionRules";

interface Props {
  ask: FunnelAsk;
  change: (changes: Partial<FunnelAsk>) => void;
}

const MOST_STEPS = 12;
const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
type Unit = keyof typeof UNITS;

/** Steps, window, order, breakdown, exclusions. */
export function FunnelBuilder({ ask, change }: Props) {
  const t = useText();
  const { steps } = ask;
  const put = (next: Step[]) =>
    change({ steps: next, exclusions: fittingExclusions(ask.exclusions, next.length, ask.mode) });
  return (
    <>
      <div className={styles.steps}>
        {steps.map((step, at) => (
          <StepEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name
            key={`${step.event}-${at}`}
            mark={String(at + 1)}
            label={t("analytics.funnel.step", { number: at + 1 })}
            step={step}
            onChange={(one) => put(steps.map((old, place) => (place === at ? one : old)))}
            onUp={at > 0 ? () => put(moved(steps, at, at - 1)) : undefined}
            onDown={at === 0 && steps.length > 1 ? () => put(moved(steps, at, at + 1)) : undefined}
            onRemove={steps.length > 2 ? () => put(steps.filter((_, place) => place !== at)) : undefined}
          />
        ))}
      </div>
      <Button
        type="dashed"
        block
        style={{ marginTop: 10 }}
        icon={<Plus size={15} />}
        disabled={steps.length >= MOST_STEPS}
        onClick={() => put([...steps, { event: "" }])}
      >
        {t("analytics.funnel.add_step")}
      </Button>
      <div className={styles.settings}>
        <WindowSetting value={ask.window_ms} onChange={(window_ms) => change({ window_ms })} />
        <Setting name={t("analytics.funnel.mode")} lesson={t(`analytics.funnel.mode_lesson.${ask.mode}`)}>
          <Select<FunnelAsk["mode"]>
            value={ask.mode}
            onChange={(mode) =>
              change({ mode, exclusions: fittingExclusions(ask.exclusions, steps.length, mode) })
            }
            aria-label={t("analytics.funnel.mode")}
            className={styles.grow}
            options={(["ordered", "strict", "unordered"] as const).map((one) => ({
              value: one,
              label: t(`analytics.funnel.mode.${one}`),
            }))}
          />
        </Setting>
        <Setting name={t("analytics.breakdown.label")} lesson={t("analytics.funnel.breakdown_lesson")}>
          <PropertySelect
            event={steps[ask.breakdown_at === "last" ? steps.length - 1 : 0]?.event ?? ""}
            value={ask.breakdown}
            onChange={(breakdown) => change({ breakdown })}
            label={t("analytics.breakdown.label")}
            placeholder={t("analytics.breakdown.none")}
            clearable
          />
        </Setting>
        {ask.breakdown && (
          <Setting name={t("analytics.funnel.breakdown_at")}>
            <Select<FunnelAsk["breakdown_at"]>
              value={ask.breakdown_at}
              onChange={(breakdown_at) => change({ breakdown_at })}
              aria-label={t("analytics.funnel.breakdown_at")}
              className={styles.grow}
              options={(["first", "last", "all"] as const).map((one) => ({
                value: one,
                label: t(`analytics.funnel.breakdown_at.${one}`),
              }))}
            />
          </Setting>
        )}
        <Checkbox
          checked={ask.finish_later}
          onChange={(event) => change({ finish_later: event.target.checked })}
        >
          {t("analytics.funnel.finish_later")}
        </Checkbox>
      </div>
      <Exclusions ask={ask} onChange={(exclusions) => change({ exclusions })} />
    </>
  );
}

function WindowSetting({ value, onChange }: { value: number; onChange: (ms: number) => void }) {
  const t = useText();
  const unit = (["day", "hour", "minute"] as const).find((one) => value % UNITS[one] === 0) ?? "minute";
  return (
    <Setting name={t("analytics.funnel.window")} lesson={t("analytics.funnel.window_lesson")}>
      <InputNumber
        value={value / UNITS[unit]}
        min={1}
        max={3650}
        precision={0}
        changeOnWheel={false}
        onChange={(count) => count && onChange(count * UNITS[unit])}
        aria-label={t("analytics.funnel.window")}
        style={{ width: 72 }}
      />
      <Select<Unit>
        value={unit}
        onChange={(next) => onChange((value / UNITS[unit]) * UNITS[next])}
        aria-label={t("analytics.funnel.window_unit")}
        className={styles.grow}
        options={(["minute", "hour", "day"] as const).map((one) => ({
          value: one,
          label: t(`analytics.unit.${one}`),
        }))}
      />
    </Setting>
  );
}

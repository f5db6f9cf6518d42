import { Input, Switch } from "antd";
import { SegmentSelect } from "@/features/segments";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { EventEntry, SegmentEntry } from "../../graph/model";
import { useSegments } from "../../names";
import { EventField } from "../EventField";
import { Field, Tests } from "../Field";
import styles from "../Panel.module.css";
import type { FormProps } from "./types";

export function SegmentEntryForm({ step, onChange }: FormProps<SegmentEntry>) {
  const t = useText();
  const format = useFormat();
  const size = useSegments().data?.find((one) => one.id === step.segment)?.size;
  return (
    <>
      <Field
        label={t("journeys.form.segment")}
        hint={
          size === undefined ? undefined : t("journeys.form.segment_size", { count: format.number(size) })
        }
      >
        <SegmentSelect
          value={step.segment}
          onChange={(segment) => onChange({ ...step, segment: segment ?? "" })}
          style={{ width: "100%" }}
        />
      </Field>
      <SwitchLine
        label={t("journeys.form.include_present")}
        hint={t("journeys.form.include_present_hint")}
        value={step.include_present}
        onChange={(include_present) => onChange({ ...step, include_present })}
      />
      <SwitchLine
        label={t("journeys.form.exit_on_leave")}
        hint={t("journeys.form.exit_on_leave_hint")}
        value={step.exit_on_leave}
        onChange={(exit_on_leave) => onChange({ ...step, exit_on_leave })}
      />
    </>
  );
}

export function EventEntryForm({ step, onChange }: FormProps<EventEntry>) {
  const t = useText();
  return (
    <>
      <Field label={t("journeys.form.event")}>
        <EventField
          value={step.event}
          onChange={(event) => onChange({ ...step, event, where: [] })}
          style={{ width: "100%" }}
        />
        {step.event && (
          <Tests event={step.event} value={step.where} onChange={(where) => onChange({ ...step, where })} />
        )}
      </Field>
      <Field label={t("journeys.form.key")} hint={t("journeys.form.key_hint")}>
        {(id) => (
          <Input
            id={id}
            value={step.key}
            placeholder="order_id"
            maxLength={120}
            onChange={(event) => onChange({ ...step, key: event.target.value.trim() }, "key")}
          />
        )}
      </Field>
    </>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  value: boolean;
  onChange: (value: boolean) => void;
}

export function SwitchLine({ label, hint, value, onChange }: SwitchProps) {
  return (
    <div className={styles.field}>
      <div className={styles.line} style={{ justifyContent: "space-between" }}>
        <span className={styles.caption}>{label}</span>
        <Switch size="small" aria-label={label} checked={value} onChange={onChange} />
      </div>
      {hint && <div className={styles.hint}>{hint}</div>}
    </div>
  );
}

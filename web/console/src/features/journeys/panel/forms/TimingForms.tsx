import { AutoComplete, Button, Input, InputNumber, Segmented } from "antd";
import { useState } from "react";
import { SegmentSelect } from "@/features/segments";
import { useText } from "@/i18n";
import type { Delay, Wait, WaitFor } from "../../graph/model";
import { useTraits } from "../../names";
import { EventsField, Field, LengthField } from "../Field";
import styles from "../Panel.module.css";
import { SwitchLine } from "./EntryForms";
import type { FormProps } from "./types";

const STARTS: Record<Wait["kind"], Wait> = {
  duration: { kind: "duration", length: { amount: 1, unit: "day" } },
  local_time: { kind: "local_time", time: "10:00", weekdays: [] },
  trait: { kind: "trait", key: "birthday", offset_days: 0, time: "09:00" },
};

export function DelayForm({ step, onChange }: FormProps<Delay>) {
  const t = useText();
  const { wait } = step;
  const put = (made: Wait, tag?: string) => onChange({ ...step, wait: made }, tag);
  return (
    <>
      <Field label={t("journeys.form.wait")}>
        <Segmented
          block
          value={wait.kind}
          onChange={(kind) => put(STARTS[kind])}
          options={(["duration", "local_time", "trait"] as const).map((kind) => ({
            value: kind,
            label: t(`journeys.form.wait_${kind}`),
          }))}
        />
      </Field>
      {wait.kind === "duration" && (
        <Field label={t("journeys.form.length")}>
          <LengthField
            label={t("journeys.form.length")}
            value={wait.length}
            onChange={(length) => put({ ...wait, length })}
          />
        </Field>
      )}
      {wait.kind === "local_time" && (
        <>
          <TimeField value={wait.time} onChange={(time) => put({ ...wait, time })} />
          <Field label={t("journeys.form.weekdays")} hint={t("journeys.form.weekdays_hint")}>
            <Weekdays value={wait.weekdays} onChange={(weekdays) => put({ ...wait, weekdays })} />
          </Field>
        </>
      )}
      {wait.kind === "trait" && <TraitWait wait={wait} onChange={put} />}
    </>
  );
}

interface TraitProps {
  wait: Extract<Wait, { kind: "trait" }>;
  onChange: (wait: Wait, tag?: string) => void;
}

function TraitWait({ wait, onChange }: TraitProps) {
  const t = useText();
  const traits = useTraits();
  return (
    <>
      <Field label={t("journeys.form.trait")} hint={t("journeys.form.trait_hint")}>
        {(id) => (
          <AutoComplete
            id={id}
            value={wait.key}
            options={traits.map((one) => ({ value: one.value, label: one.label }))}
            onChange={(key: string) => key.trim() && onChange({ ...wait, key: key.trim() }, "trait")}
          />
        )}
      </Field>
      <Field label={t("journeys.form.offset")} hint={t("journeys.form.offset_hint")}>
        {(id) => (
          <InputNumber
            id={id}
            min={-3650}
            max={3650}
            precision={0}
            value={wait.offset_days}
            onChange={(days) => onChange({ ...wait, offset_days: days ?? 0 })}
            suffix={t("journeys.unit.day")}
            style={{ width: "100%" }}
          />
        )}
      </Field>
      <TimeField value={wait.time} onChange={(time) => onChange({ ...wait, time })} />
    </>
  );
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function TimeField({ value, onChange }: { value: string; onChange: (time: string) => void }) {
  const t = useText();
  const [text, setText] = useState(value);
  return (
    <Field label={t("journeys.form.time")} hint={t("journeys.form.time_hint")}>
      {(id) => (
        <Input
          id={id}
          type="time"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            if (TIME.test(event.target.value)) onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}

function Weekdays({ value, onChange }: { value: number[]; onChange: (days: number[]) => void }) {
  const t = useText();
  return (
    <div className={styles.weekdays}>
      {[0, 1, 2, 3, 4, 5, 6].map((day) => {
        const on = value.includes(day);
        return (
          <Button
            key={day}
            size="small"
            type={on ? "primary" : "default"}
            ghost={on}
            aria-pressed={on}
            onClick={() => onChange(on ? value.filter((one) => one !== day) : [...value, day].sort())}
          >
            {t(`journeys.weekday.${day}`)}
          </Button>
        );
      })}
    </div>
  );
}

export function WaitForForm({ step, onChange }: FormProps<WaitFor>) {
  const t = useText();
  return (
    <>
      <EventsField
        label={t("journeys.form.await_events")}
        value={step.events}
        onChange={(events) => onChange({ ...step, events })}
      />
      <Field label={t("journeys.form.await_segment")}>
        <SegmentSelect
          value={step.segment}
          allowClear
          onChange={(segment) => onChange({ ...step, segment: segment ?? "" })}
          style={{ width: "100%" }}
        />
      </Field>
      <Field label={t("journeys.form.timeout")} hint={t("journeys.form.timeout_hint")}>
        <LengthField
          label={t("journeys.form.timeout")}
          value={step.timeout}
          onChange={(timeout) => onChange({ ...step, timeout })}
        />
      </Field>
      <SwitchLine
        label={t("journeys.form.lookback")}
        hint={t("journeys.form.lookback_hint")}
        value={step.lookback !== null}
        onChange={(on) => onChange({ ...step, lookback: on ? { amount: 1, unit: "day" } : null })}
      />
      {step.lookback && (
        <Field label={t("journeys.form.lookback_length")}>
          <LengthField
            label={t("journeys.form.lookback_length")}
            value={step.lookback}
            onChange={(lookback) => onChange({ ...step, lookback })}
          />
        </Field>
      )}
    </>
  );
}

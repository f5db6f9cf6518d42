import { Button, InputNumber, Select, Space } from "antd";
import { Plus, X } from "lucide-react";
import { type ReactNode, useId } from "react";
import { WhereEditor } from "@/features/segments";
import { useText } from "@/i18n";
import { IconButton } from "@/ui";
import type { AwaitedEvent, Duration, WhereTest } from "../graph/model";
import { EventField } from "./EventField";
import styles from "./Panel.module.css";

interface Props {
  label: string;
  hint?: ReactNode;
  children: ReactNode | ((id: string) => ReactNode);
}

/** A labelled control of the panel. */
export function Field({ label, hint, children }: Props) {
  const id = useId();
  return (
    <div className={styles.field}>
      {/* The control takes the id when it can; others carry the label themselves. */}
      <label htmlFor={id}>{label}</label>
      {typeof children === "function" ? children(id) : children}
      {hint && <div className={styles.hint}>{hint}</div>}
    </div>
  );
}

const UNITS = ["minute", "hour", "day"] as const;

interface LengthProps {
  value: Duration;
  onChange: (value: Duration) => void;
  label: string;
}

/** Amount and unit. */
export function LengthField({ value, onChange, label }: LengthProps) {
  const t = useText();
  return (
    <Space.Compact block>
      <InputNumber
        aria-label={label}
        min={1}
        max={3650}
        precision={0}
        value={value.amount}
        onChange={(amount) => amount && onChange({ ...value, amount })}
        style={{ width: "60%" }}
      />
      <Select
        aria-label={t("journeys.form.unit")}
        value={value.unit}
        onChange={(unit) => onChange({ ...value, unit })}
        options={UNITS.map((unit) => ({ value: unit, label: t(`journeys.unit.${unit}`) }))}
        style={{ width: "40%" }}
      />
    </Space.Compact>
  );
}

interface EventsProps {
  value: AwaitedEvent[];
  onChange: (value: AwaitedEvent[]) => void;
  label: string;
}

/** One of several events, each with its conditions. */
export function EventsField({ value, onChange, label }: EventsProps) {
  const t = useText();
  const put = (at: number, made: AwaitedEvent) =>
    onChange(value.map((one, index) => (index === at ? made : one)));
  return (
    <Field label={label}>
      {value.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: awaited events have no identity but their place
        <div key={at} className={styles.card} style={{ marginBottom: 0 }}>
          <div className={styles.cardHead}>
            <EventField
              value={one.name}
              onChange={(name) => put(at, { name, where: [] })}
              style={{ flex: 1, minWidth: 0 }}
            />
            <IconButton
              label={t("journeys.form.remove")}
              icon={X}
              onClick={() => onChange(value.filter((_, index) => index !== at))}
            />
          </div>
          <Tests event={one.name} value={one.where} onChange={(where) => put(at, { ...one, where })} />
        </div>
      ))}
      <AddEvent onAdd={(name) => onChange([...value, { name, where: [] }])} />
    </Field>
  );
}

function AddEvent({ onAdd }: { onAdd: (name: string) => void }) {
  const t = useText();
  return (
    <EventField
      value={undefined}
      onChange={onAdd}
      placeholder={t("journeys.form.add_event")}
      style={{ width: "100%" }}
    />
  );
}

interface TestsProps {
  event: string;
  value: WhereTest[];
  onChange: (where: WhereTest[]) => void;
}

type Tested = Parameters<typeof WhereEditor>[0]["value"];

/** Conditions on an event's properties. */
export function Tests({ event, value, onChange }: TestsProps) {
  return (
    <div className={styles.line} style={{ flexWrap: "wrap", gap: 4 }}>
      <WhereEditor
        event={event}
        value={value as Tested}
        onChange={(where) => onChange(where as WhereTest[])}
      />
    </div>
  );
}

export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button block type="dashed" icon={<Plus size={14} />} onClick={onClick}>
      {label}
    </Button>
  );
}

import { AutoComplete, DatePicker, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { Operator, Scalar } from "../types";
import { isBare, isDays, isMany, type ValueKind } from "../words";
import { useMinor } from "./minor";
import type { Choice } from "./PickChip";
import styles from "./parts.module.css";

export type Operand = Scalar | Scalar[] | null | undefined;

interface Props {
  op: Operator;
  value: Operand;
  kind: ValueKind;
  choices: Choice[];
  onChange: (value: Operand) => void;
  onSearch?: (words: string) => void;
}

const first = (value: Operand): Scalar | undefined =>
  Array.isArray(value) ? value[0] : (value ?? undefined);

/** The operand in the shape that another operator needs; what was typed is kept where it fits. */
export function fitted(op: Operator, value: Operand, kind: ValueKind): Operand {
  const one = first(value);
  if (isBare(op)) return null;
  if (isMany(op)) return Array.isArray(value) ? value : one === undefined || one === "" ? [] : [one];
  if (op === "days_ago") return Array.isArray(value) && value.length === 2 ? value : [7, 30];
  if (isDays(op)) return typeof one === "number" && one >= 0 && one <= 36_500 ? one : 30;
  const empty = kind === "number" || kind === "money" ? 0 : "";
  if (op === "between") {
    if (Array.isArray(value) && value.length === 2) return value;
    return [one ?? empty, one ?? empty];
  }
  return one ?? empty;
}

/** The input for what an operator compares with: nothing, days, a list, a range or one value. */
export function ValueFields({ op, value, kind, choices, onChange, onSearch }: Props) {
  const t = useText();
  if (isBare(op)) return null;
  if (isDays(op)) {
    return (
      <InputNumber
        autoFocus
        aria-label={t("segments.value.days")}
        value={Number(first(value) ?? 30)}
        min={0}
        max={36_500}
        precision={0}
        suffix={t("segments.window.unit_day")}
        style={{ width: "100%" }}
        onChange={(days) => {
          if (typeof days === "number") onChange(days);
        }}
      />
    );
  }
  if (isMany(op)) {
    return (
      <Select
        mode="tags"
        autoFocus
        aria-label={t("segments.value.label")}
        placeholder={t("segments.value.many")}
        value={(Array.isArray(value) ? value : []).map(String)}
        onChange={(many: string[]) => onChange(many.map((one) => asKind(one, kind)))}
        onSearch={onSearch}
        options={choices.map((one) => ({ value: one.value, label: one.label }))}
        optionFilterProp="label"
        style={{ width: "100%" }}
      />
    );
  }
  if (op === "days_ago") {
    const [fewest, most] = (Array.isArray(value) ? value : [7, 30]).map(Number) as [number, number];
    const days = (label: string, shown: number, change: (next: number) => void) => (
      <InputNumber
        aria-label={label}
        value={shown}
        min={0}
        max={36_500}
        precision={0}
        suffix={t("segments.window.unit_day")}
        style={{ width: "100%", minWidth: 0 }}
        onChange={(next) => {
          if (typeof next === "number") change(next);
        }}
      />
    );
    return (
      <div className={styles.line}>
        {days(t("segments.value.fewest"), fewest, (next) => onChange([next, Math.max(next, most)]))}
        <span className="muted">–</span>
        {days(t("segments.value.most"), most, (next) => onChange([Math.min(next, fewest), next]))}
      </div>
    );
  }
  if (op === "between") {
    const [from, to] = Array.isArray(value) ? value : [];
    return (
      <div className={styles.line}>
        <OneField
          kind={kind}
          value={from}
          choices={choices}
          onChange={(next) => onChange([next, to ?? next])}
          label={t("segments.value.from")}
        />
        <span className="muted">–</span>
        <OneField
          kind={kind}
          value={to}
          choices={choices}
          onChange={(next) => onChange([from ?? next, next])}
          label={t("segments.value.to")}
        />
      </div>
    );
  }
  return (
    <OneField
      kind={kind}
      value={first(value)}
      choices={choices}
      onChange={onChange}
      onSearch={onSearch}
      label={t("segments.value.label")}
      globbing={op === "matches" || op === "not_matches"}
    />
  );
}

function asKind(text: string, kind: ValueKind): Scalar {
  return (kind === "number" || kind === "money") && text.trim() !== "" && Number.isFinite(Number(text))
    ? Number(text)
    : text;
}

interface OneProps {
  label: string;
  kind: ValueKind;
  value: Scalar | undefined;
  choices: Choice[];
  onChange: (value: Scalar) => void;
  onSearch?: (words: string) => void;
  /** A pattern with * and ? is wanted. */
  globbing?: boolean;
}

function OneField({ label, kind, value, choices, onChange, onSearch, globbing }: OneProps) {
  const t = useText();
  const minor = useMinor(kind === "money");
  const { currency } = useFormat();
  const wide = { width: "100%", minWidth: 0 };
  if (kind === "number" || kind === "money") {
    return (
      <InputNumber
        aria-label={label}
        value={typeof value === "number" ? minor.show(value) : null}
        suffix={kind === "money" ? currency : undefined}
        style={wide}
        onChange={(next) => {
          if (typeof next === "number") onChange(minor.keep(next));
        }}
      />
    );
  }
  if (kind === "boolean") {
    return (
      <Select
        aria-label={label}
        value={value === undefined || value === "" ? undefined : String(value)}
        style={wide}
        onChange={(next: string) => onChange(next === "true")}
        options={[
          { value: "true", label: t("segments.value.yes") },
          { value: "false", label: t("segments.value.no") },
        ]}
      />
    );
  }
  if (kind === "date") {
    return (
      <DatePicker
        aria-label={label}
        value={value ? dayjs(value as string | number) : null}
        style={wide}
        onChange={(day) => onChange(day ? day.format("YYYY-MM-DD") : "")}
      />
    );
  }
  return (
    <AutoComplete
      autoFocus
      aria-label={label}
      value={value === undefined ? "" : String(value)}
      style={wide}
      placeholder={t(globbing ? "segments.value.glob" : "segments.value.placeholder")}
      onChange={(next: string) => onChange(next)}
      showSearch={{
        onSearch,
        filterOption: (words, option) =>
          String(option?.label ?? "")
            .toLowerCase()
            .includes(words.toLowerCase()) || String(option?.value ?? "").includes(words),
      }}
      options={choices.map((one) => ({ value: one.value, label: one.label }))}
    />
  );
}

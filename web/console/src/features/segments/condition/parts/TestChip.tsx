import { Select } from "antd";
import { useText } from "@/i18n";
import type { Operator } from "../types";
import { useWords, type ValueKind } from "../words";
import { ChipPopover } from "./ChipPopover";
import type { Choice } from "./PickChip";
import styles from "./parts.module.css";
import { fitted, type Operand, ValueFields } from "./ValueFields";

export const OPERATORS: Record<ValueKind, Operator[]> = {
  text: [
    "eq",
    "ne",
    "in",
    "not_in",
    "contains",
    "not_contains",
    "starts_with",
    "matches",
    "not_matches",
    "not_empty",
    "empty",
  ],
  list: ["in", "has_all", "not_in", "not_empty", "empty"],
  number: ["eq", "ne", "gte", "gt", "lte", "lt", "between", "in", "not_in", "not_empty", "empty"],
  money: ["gte", "gt", "lte", "lt", "between", "eq", "ne", "not_empty", "empty"],
  date: [
    "in_last_days",
    "not_in_last_days",
    "days_ago",
    "in_next_days",
    "anniversary_within_days",
    "gte",
    "lte",
    "between",
    "not_empty",
    "empty",
  ],
  boolean: ["eq", "ne", "not_empty", "empty"],
};

export const isFilled = (op: Operator, value: Operand): boolean =>
  op === "empty" ||
  op === "not_empty" ||
  (Array.isArray(value)
    ? value.length > 0 && value.every((one) => one !== "")
    : value !== "" && value !== null && value !== undefined);

interface Props {
  label: string;
  /** Whose values these are (labels of goods, money). */
  name: string;
  kind: ValueKind;
  op: Operator;
  value: Operand;
  choices: Choice[];
  onChange: (op: Operator, value: Operand) => void;
}

/** `= 苏州`, `在近 30 天内`: operator and operand of a known kind. */
export function TestChip({ label, name, kind, op, value, choices, onChange }: Props) {
  const words = useWords();
  return (
    <ChipPopover
      label={label}
      text={words.test(op, value, kind, name)}
      look={isFilled(op, value) ? "value" : "unset"}
    >
      {() => <TestFields {...{ kind, op, value, choices, onChange }} />}
    </ChipPopover>
  );
}

type FieldsProps = Omit<Props, "label" | "name"> & { onSearch?: (words: string) => void };

/** Operator above, operand below. */
export function TestFields({ kind, op, value, choices, onChange, onSearch }: FieldsProps) {
  const t = useText();
  const known = OPERATORS[kind].includes(op) ? OPERATORS[kind] : [op, ...OPERATORS[kind]];
  return (
    <div className={styles.form}>
      <Select
        aria-label={t("segments.test.label")}
        value={op}
        style={{ width: "100%" }}
        onChange={(next: Operator) => onChange(next, fitted(next, value, kind))}
        options={known.map((one) => ({
          value: one,
          label: t(opWords(one, kind)),
        }))}
      />
      <ValueFields {...{ op, value, kind, choices, onSearch }} onChange={(next) => onChange(op, next)} />
    </div>
  );
}

/** The same operator says different things of different values. */
function opWords(op: Operator, kind: ValueKind): string {
  if (kind === "date" && op === "gte") return "segments.op.since";
  if (kind === "date" && op === "lte") return "segments.op.until";
  if (kind === "list" && op === "in") return "segments.op.has_any";
  if (kind === "list" && op === "not_in") return "segments.op.has_none";
  return `segments.op.${op}`;
}

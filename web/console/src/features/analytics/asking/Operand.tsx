import { Input, InputNumber, Select } from "antd";
import { useEffect, useState } from "react";
import { useText } from "@/i18n";
import styles from "../analytics.module.css";
import type { Where } from "../question";

export type Operator = NonNullable<Where["op"]>;

interface OperandProps {
  op: Operator;
  value: Where["value"];
  money: boolean;
  numeric: boolean;
  known: string[];
  onChange: (value: Where["value"]) => void;
}

/** The value of a test: texts to choose or type, a number, money, or two ends. */
export function Operand({ op, value, money, numeric, known, onChange }: OperandProps) {
  const t = useText();
  const label = t("analytics.where.value");
  if (op === "between") {
    const [low, high] = Array.isArray(value) ? value : [];
    return <Between low={low as number} high={high as number} money={money} onChange={onChange} />;
  }
  if (op === "in" || op === "not_in") {
    return (
      <Select
        mode="tags"
        value={Array.isArray(value) ? value.map(String) : []}
        onChange={(values: string[]) => onChange(numeric ? values.map(Number) : values)}
        placeholder={label}
        aria-label={label}
        options={known.map((one) => ({ value: one, label: one }))}
        maxTagCount="responsive"
        className={styles.grow}
      />
    );
  }
  if (numeric) return <Amount value={value as number} money={money} label={label} onChange={onChange} />;
  return (
    <Input
      key={String(value ?? "")}
      defaultValue={typeof value === "string" ? value : ""}
      placeholder={label}
      aria-label={label}
      onBlur={(event) => event.target.value !== (value ?? "") && onChange(event.target.value)}
      onPressEnter={(event) => event.currentTarget.blur()}
    />
  );
}

interface AmountProps {
  value: number | undefined;
  money: boolean;
  label: string;
  onChange: (value: number) => void;
}

/** A number, or money typed in whole units and kept in minor ones; told when the field is left. */
function Amount({ value, money, label, onChange }: AmountProps) {
  const shown = value === undefined ? null : money ? value / 100 : value;
  const [typed, setTyped] = useState<number | null>(shown);
  useEffect(() => setTyped(shown), [shown]);
  const tell = () => {
    if (typed === null) return;
    const meant = money ? Math.round(typed * 100) : typed;
    if (meant !== value) onChange(meant);
  };
  return (
    <InputNumber
      value={typed}
      onChange={setTyped}
      onBlur={tell}
      onPressEnter={tell}
      prefix={money ? "¥" : undefined}
      placeholder={label}
      aria-label={label}
      className={styles.grow}
    />
  );
}

interface BetweenProps {
  low?: number;
  high?: number;
  money: boolean;
  onChange: (value: number[]) => void;
}

function Between({ low, high, money, onChange }: BetweenProps) {
  const t = useText();
  const [ends, setEnds] = useState<[number | undefined, number | undefined]>([low, high]);
  const put = (next: [number | undefined, number | undefined]) => {
    setEnds(next);
    if (next[0] !== undefined && next[1] !== undefined) onChange([next[0], next[1]]);
  };
  return (
    <div className={styles.testHead}>
      <Amount
        value={ends[0]}
        money={money}
        label={t("analytics.where.low")}
        onChange={(one) => put([one, ends[1]])}
      />
      <span className="muted">–</span>
      <Amount
        value={ends[1]}
        money={money}
        label={t("analytics.where.high")}
        onChange={(one) => put([ends[0], one])}
      />
    </div>
  );
}

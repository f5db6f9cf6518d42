import { InputNumber, Select } from "antd";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { Comparison } from "../types";
import { useWords } from "../words";
import { ChipPopover } from "./ChipPopover";
import { useMinor } from "./minor";
import styles from "./parts.module.css";

const COMPARISONS: Comparison[] = ["gte", "gt", "eq", "ne", "lte", "lt", "between"];

interface Props {
  label: string;
  op: Comparison;
  value: number;
  upper: number | null | undefined;
  unit?: string;
  money?: boolean;
  /** Whole numbers from 0 (counts). */
  whole?: boolean;
  onChange: (op: Comparison, value: number, upper: number | null) => void;
}

/** `≥ 3 次`: comparison and figure, the upper end for "between". */
export function CountChip({ label, op, value, upper, unit = "", money = false, whole, onChange }: Props) {
  const t = useText();
  const words = useWords();
  const minor = useMinor(money);
  const { currency } = useFormat();
  const field = (name: string, shown: number, change: (next: number) => void, focus = false) => (
    <InputNumber
      autoFocus={focus}
      aria-label={name}
      value={minor.show(shown)}
      min={whole ? 0 : undefined}
      precision={whole ? 0 : undefined}
      onChange={(next) => {
        if (typeof next === "number") change(minor.keep(next));
      }}
      suffix={money ? currency : unit || undefined}
      style={{ flex: 1, minWidth: 0 }}
    />
  );
  return (
    <ChipPopover label={label} text={words.compare(op, value, upper, unit, money)}>
      {(close) => (
        <form
          className={styles.line}
          onSubmit={(event) => {
            event.preventDefault();
            close();
          }}
        >
          <Select
            value={op}
            aria-label={t("segments.test.label")}
            style={{ width: 108 }}
            onChange={(next: Comparison) =>
              onChange(next, value, next === "between" ? (upper ?? value) : null)
            }
            options={COMPARISONS.map((one) => ({ value: one, label: t(`segments.op.${one}`) }))}
          />
          {field(label, value, (next) => onChange(op, next, upper ?? null), true)}
          {op === "between" &&
            field(t("segments.test.upper"), upper ?? value, (next) => onChange(op, value, next))}
          <button type="submit" className="visually-hidden" tabIndex={-1}>
            {t("ui.close")}
          </button>
        </form>
      )}
    </ChipPopover>
  );
}

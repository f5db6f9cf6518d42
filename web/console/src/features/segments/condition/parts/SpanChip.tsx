import { InputNumber, Select } from "antd";
import { useText } from "@/i18n";
import type { Span, Unit } from "../types";
import { useWords } from "../words";
import { ChipPopover } from "./ChipPopover";
import styles from "./parts.module.css";

interface Props {
  label: string;
  value: Span;
  /** The chip's words around the length, e.g. "{span} 内". */
  text: (span: string) => string;
  onChange: (span: Span) => void;
}

/** `7 天内`: a length of time. */
export function SpanChip({ label, value, text, onChange }: Props) {
  const t = useText();
  const words = useWords();
  return (
    <ChipPopover label={label} text={text(words.span(value))}>
      {(close) => (
        <div className={styles.line}>
          <InputNumber
            autoFocus
            aria-label={label}
            value={value.amount}
            min={1}
            max={3650}
            precision={0}
            style={{ flex: 1, minWidth: 0 }}
            onChange={(amount) => {
              if (amount) onChange({ ...value, amount });
            }}
            onPressEnter={close}
          />
          <Select
            aria-label={t("segments.window.unit")}
            value={value.unit}
            style={{ width: 96 }}
            onChange={(unit: Unit) => onChange({ ...value, unit })}
            options={(["day", "hour", "minute"] as const).map((unit) => ({
              value: unit,
              label: t(`segments.window.unit_${unit}`),
            }))}
          />
        </div>
      )}
    </ChipPopover>
  );
}

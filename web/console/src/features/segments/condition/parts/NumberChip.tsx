import { InputNumber } from "antd";
import { ChipPopover } from "./ChipPopover";

interface Props {
  label: string;
  text: string;
  value: number;
  min: number;
  max: number;
  digits?: number;
  unit?: string;
  onChange: (value: number) => void;
}

/** One figure. */
export function NumberChip({ label, text, value, min, max, digits = 0, unit, onChange }: Props) {
  return (
    <ChipPopover label={label} text={text}>
      {(close) => (
        <InputNumber
          autoFocus
          aria-label={label}
          value={value}
          min={min}
          max={max}
          precision={digits}
          suffix={unit}
          style={{ width: "100%" }}
          onChange={(next) => {
            if (typeof next === "number") onChange(next);
          }}
          onPressEnter={close}
        />
      )}
    </ChipPopover>
  );
}

import { DatePicker, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { Window } from "../types";
import { useWords } from "../words";
import { ChipPopover } from "./ChipPopover";
import { dayEnd, dayOf, dayStart } from "./days";
import styles from "./parts.module.css";

const PRESETS = [1, 3, 7, 14, 30, 60, 90, 180, 365];

interface Props {
  value: Window;
  onChange: (window: Window) => void;
}

/** `近 7 天`: sliding, fixed days (of the company's zone), or all time. */
export function WindowChip({ value, onChange }: Props) {
  const t = useText();
  const words = useWords();
  const { timezone } = useFormat();
  const last = value.kind === "last" ? value : { amount: 30, unit: "day" as const };
  return (
    <ChipPopover label={t("segments.window.label")} text={words.window(value)}>
      {(close) => (
        <div className={styles.form}>
          <div className={styles.presets}>
            {PRESETS.map((amount) => (
              <button
                type="button"
                key={amount}
                aria-pressed={value.kind === "last" && value.unit === "day" && value.amount === amount}
                className={styles.preset}
                onClick={() => {
                  onChange({ kind: "last", amount, unit: "day" });
                  close();
                }}
              >
                {t("segments.window.last_day", { amount })}
              </button>
            ))}
            <button
              type="button"
              aria-pressed={value.kind === "ever"}
              className={`${styles.preset} ${styles.wide}`}
              onClick={() => {
                onChange({ kind: "ever" });
                close();
              }}
            >
              {t("segments.window.ever")}
            </button>
          </div>
          <div className={styles.line}>
            <span className="muted">{t("segments.window.last")}</span>
            <InputNumber
              aria-label={t("segments.window.amount")}
              value={last.amount}
              min={1}
              max={3650}
              precision={0}
              style={{ width: 90 }}
              onChange={(amount) => {
                if (amount) onChange({ kind: "last", amount, unit: last.unit });
              }}
              onPressEnter={close}
            />
            <Select
              aria-label={t("segments.window.unit")}
              value={last.unit}
              style={{ flex: 1 }}
              onChange={(unit: "minute" | "hour" | "day") =>
                onChange({ kind: "last", amount: last.amount, unit })
              }
              options={(["day", "hour", "minute"] as const).map((unit) => ({
                value: unit,
                label: t(`segments.window.unit_${unit}`),
              }))}
            />
          </div>
          <DatePicker.RangePicker
            aria-label={t("segments.window.fixed")}
            placeholder={[t("segments.window.from"), t("segments.window.to")]}
            value={
              value.kind === "between"
                ? [dayjs(dayOf(value.start, timezone)), dayjs(dayOf(value.end - 1, timezone))]
                : null
            }
            onChange={(days) => {
              const [from, to] = days ?? [];
              if (from && to)
                onChange({
                  kind: "between",
                  start: dayStart(from.format("YYYY-MM-DD"), timezone),
                  end: dayEnd(to.format("YYYY-MM-DD"), timezone),
                });
            }}
          />
        </div>
      )}
    </ChipPopover>
  );
}

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
          <AgoFields value={value} onChange={onChange} />
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

/** `60–30 天前`: a sliding stretch that is over. */
function AgoFields({ value, onChange }: Props) {
  const t = useText();
  const shown = value.kind === "ago" ? value : null;
  const [start, end] = [shown?.start ?? 60, shown?.end ?? 30];
  const set = (from: number, to: number) =>
    onChange({ kind: "ago", start: Math.max(from, to + 1), end: to, unit: shown?.unit ?? "day" });
  const field = (label: string, days: number | undefined, change: (next: number) => void) => (
    <InputNumber
      aria-label={label}
      placeholder={label}
      value={days ?? null}
      min={0}
      max={3650}
      precision={0}
      style={{ flex: 1, minWidth: 0 }}
      onChange={(next) => {
        if (typeof next === "number") change(next);
      }}
    />
  );
  return (
    <div className={styles.line}>
      {field(t("segments.window.ago_start"), shown?.start, (next) => set(next, Math.min(end, next - 1)))}
      <span className="muted">–</span>
      {field(t("segments.window.ago_end"), shown?.end, (next) => set(Math.max(start, next + 1), next))}
      <span className="muted">{t("segments.window.ago_words")}</span>
    </div>
  );
}

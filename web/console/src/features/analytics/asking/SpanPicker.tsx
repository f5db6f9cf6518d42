import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { CalendarDays } from "lucide-react";
import { useText } from "@/i18n";
import styles from "../analytics.module.css";
import { type Days, daysText, PERIOD_PRESETS, type Period, PRESETS, type Span } from "../days";
import { presetName } from "../words";

interface Props {
  span: Span;
  days: Days | undefined;
  today: string | undefined;
  /** Spans of so many periods instead of days. */
  periods?: Period;
  onChange: (span: Span) => void;
}

/** A span that moves with the calendar, or two days of one's own. */
export function SpanPicker({ span, days, today, periods, onChange }: Props) {
  const t = useText();
  const presets: readonly string[] = periods ? [...PERIOD_PRESETS, "90d", "365d"] : PRESETS;
  const listed = span.preset && !presets.includes(span.preset) ? [span.preset, ...presets] : presets;
  return (
    <span className={styles.span}>
      <Select
        value={span.preset || "custom"}
        onChange={(preset) =>
          onChange(preset === "custom" ? { preset: "", ...days } : { preset: preset as Span["preset"] })
        }
        aria-label={t("analytics.span.label")}
        prefix={<CalendarDays size={15} aria-hidden />}
        popupMatchSelectWidth={170}
        className={styles.filter}
        options={[
          ...listed.map((preset) => ({ value: preset, label: presetName(preset, periods ?? "day", t) })),
          { value: "custom", label: t("analytics.span.custom") },
        ]}
      />
      {span.preset === "" ? (
        <DatePicker.RangePicker
          value={days && [dayjs(days.from), dayjs(days.to)]}
          maxDate={today ? dayjs(today) : undefined}
          allowClear={false}
          onChange={(chosen) => {
            const [from, to] = chosen ?? [];
            if (from && to)
              onChange({ preset: "", from: from.format("YYYY-MM-DD"), to: to.format("YYYY-MM-DD") });
          }}
        />
      ) : (
        <span className="muted">{days && today && daysText(days, today)}</span>
      )}
    </span>
  );
}

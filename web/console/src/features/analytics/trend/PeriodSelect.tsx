import { Segmented } from "antd";
import { useText } from "@/i18n";
import { type Days, lengthOf, type Period } from "../days";

interface Props {
  value: Period;
  days: Days | undefined;
  onChange: (period: Period) => void;
}

const MOST_DAYS_BY_HOUR = 14;

/** Hours only for a few days, else there would be thousands of points. */
export function PeriodSelect({ value, days, onChange }: Props) {
  const t = useText();
  const length = days ? lengthOf(days) : 0;
  return (
    <Segmented<Period>
      value={value}
      onChange={onChange}
      aria-label={t("analytics.period.label")}
      options={(["hour", "day", "week", "month"] as const).map((one) => ({
        value: one,
        label: t(`analytics.period.${one}`),
        disabled: one === "hour" && value !== "hour" && length > MOST_DAYS_BY_HOUR,
      }))}
    />
  );
}

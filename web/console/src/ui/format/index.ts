import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSessionOrNull } from "@/api/session";
import type { Language } from "@/i18n";
import {
  type DateStyle,
  type FormatSettings,
  formatDateTime,
  formatDelta,
  formatMoney,
  formatNumber,
  formatPercent,
  type MoneyOptions,
  type NumberOptions,
} from "./pure";

export { type DateStyle, type DeltaKind, NONE } from "./pure";

/** Figures as the reader writes them: language, the company's currency and time zone. */
export function useFormat() {
  const { i18n } = useTranslation();
  const company = useSessionOrNull()?.company;
  const language: Language = i18n.language === "en" ? "en" : "zh-CN";
  const currency = company?.currency ?? "CNY";
  const timezone = company?.timezone ?? "Asia/Shanghai";
  return useMemo(() => {
    const settings: FormatSettings = { language, currency, timezone };
    return {
      ...settings,
      number: (value: number | null | undefined, options?: NumberOptions) =>
        formatNumber(value, language, options),
      money: (minor: number | null | undefined, options?: MoneyOptions) =>
        formatMoney(minor, settings, options),
      percent: (share: number | null | undefined, digits?: number) => formatPercent(share, digits),
      delta: formatDelta,
      dateTime: (at: string | number | null | undefined, style?: DateStyle) =>
        formatDateTime(at, timezone, style),
    };
  }, [language, currency, timezone]);
}

export type Format = ReturnType<typeof useFormat>;

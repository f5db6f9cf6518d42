import type { Language } from "@/i18n";

export interface FormatSettings {
  language: Language;
  currency: string;
  timezone: string;
}

export interface NumberOptions {
  /** Digits after the point; default 0. */
  digits?: number;
  /** 万/亿 (zh) or K/M/B (en) for large values. */
  compact?: boolean;
}

const MINUS = "−";
export const NONE = "—";

const plain = (value: number, digits: number) =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(value)
    .replace("-", MINUS);

interface Scale {
  from: number;
  by: number;
  unit: string;
}

const SCALES: Record<Language, Scale[]> = {
  "zh-CN": [
    { from: 1e8, by: 1e8, unit: "亿" },
    { from: 1e4, by: 1e4, unit: "万" },
  ],
  en: [
    { from: 1e9, by: 1e9, unit: "B" },
    { from: 1e6, by: 1e6, unit: "M" },
    { from: 1e4, by: 1e3, unit: "K" },
  ],
};

/** The number and its unit apart, so that the unit can be set smaller. */
export function splitCompact(
  value: number,
  language: Language,
  digits = 1,
): { figure: string; unit: string } {
  const scale = SCALES[language].find((one) => Math.abs(value) >= one.from);
  if (!scale) return { figure: plain(value, Number.isInteger(value) ? 0 : digits), unit: "" };
  const scaled = value / scale.by;
  return { figure: plain(scaled, Math.abs(scaled) >= 1000 ? 0 : digits), unit: scale.unit };
}

export function formatNumber(
  value: number | null | undefined,
  language: Language,
  options: NumberOptions = {},
) {
  if (value === null || value === undefined || Number.isNaN(value)) return NONE;
  if (!options.compact) return plain(value, options.digits ?? 0);
  const { figure, unit } = splitCompact(value, language, options.digits ?? 1);
  return `${figure}${unit}`;
}

export function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

export function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat("zh-CN", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  return parts.formatToParts(0).find((part) => part.type === "currency")?.value ?? currency;
}

export interface MoneyOptions {
  compact?: boolean;
  /** Digits after the point; default the currency's own, 0 for whole amounts of 100 and more. */
  digits?: number;
}

/** Money from minor units: `8620000` → `¥86,200` or `¥8.6万`. */
export function formatMoney(
  minor: number | null | undefined,
  settings: Pick<FormatSettings, "language" | "currency">,
  options: MoneyOptions = {},
): string {
  if (minor === null || minor === undefined || Number.isNaN(minor)) return NONE;
  const value = minor / 10 ** minorDigits(settings.currency);
  const amount = Math.abs(value);
  const sign = `${value < 0 ? MINUS : ""}${currencySign(settings.currency)}`;
  if (options.compact && amount >= 1e4) {
    const { figure, unit } = splitCompact(amount, settings.language, options.digits ?? 1);
    return `${sign}${figure}${unit}`;
  }
  const whole = Number.isInteger(amount) && amount >= 100;
  return `${sign}${plain(amount, options.digits ?? (whole ? 0 : minorDigits(settings.currency)))}`;
}

/** A share `0.201` → `20.1%`. */
export function formatPercent(share: number | null | undefined, digits = 1): string {
  return share === null || share === undefined || Number.isNaN(share)
    ? NONE
    : `${plain(share * 100, digits)}%`;
}

export type DeltaKind = "percent" | "points" | "number";

/** A signed change: `+7.0%` (relative share), `−2.1pp` (difference of shares), `+38`. */
export function formatDelta(change: number, kind: DeltaKind, digits?: number): string {
  const size = Math.abs(change);
  const words = {
    percent: () => `${plain(size * 100, digits ?? 1)}%`,
    points: () => `${plain(size * 100, digits ?? 1)}pp`,
    number: () => plain(size, digits ?? 0),
  }[kind]();
  const nothing = !/[1-9]/.test(words);
  return `${nothing ? "±" : change < 0 ? MINUS : "+"}${words}`;
}

export type DateStyle = "short" | "full" | "date" | "time";

interface DateParts {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
}

function partsOf(at: Date, timezone: string): DateParts {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  return Object.fromEntries(
    format.formatToParts(at).map((part) => [part.type, part.value]),
  ) as unknown as DateParts;
}

/** An instant (ISO text or UTC ms) in the company's time zone; `short` leaves the present year out. */
export function formatDateTime(
  at: string | number | null | undefined,
  timezone: string,
  style: DateStyle = "short",
  now: Date = new Date(),
): string {
  if (at === null || at === undefined || at === "") return NONE;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return NONE;
  const { year, month, day, hour, minute, second } = partsOf(date, timezone);
  if (style === "time") return `${hour}:${minute}`;
  if (style === "date") return `${year}-${month}-${day}`;
  if (style === "full") return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
  return partsOf(now, timezone).year === year
    ? `${month}-${day} ${hour}:${minute}`
    : `${year}-${month}-${day} ${hour}:${minute}`;
}

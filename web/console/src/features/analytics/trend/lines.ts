import type { Translate } from "@/i18n";
import type { TrendAnswer } from "../api";
import type { Period } from "../days";
import type { Measure, TrendQuery } from "../question";
import { measureName, valueName } from "../words";

/** A chart never shows more colours than the eye keeps apart. */
export const MOST_LINES = 7;

export interface Line {
  key: string;
  name: string;
  measure: Measure;
  at: number;
  value: string | null;
  numbers: (number | null)[];
  total: number | null;
  before?: TrendAnswer["compared"][number];
}

/** The lines of an answer with their names, the largest first when they are values of a property. */
export function linesOf(query: TrendQuery, answer: TrendAnswer, t: Translate): Line[] {
  const several = query.measures.length > 1;
  const lines = answer.series.flatMap((one, place): Line[] => {
    const measure = query.measures[one.measure];
    if (!measure) return [];
    const whole = measureName(measure, one.label, t);
    const value = one.value === null ? null : valueName(one.value, t);
    return [
      {
        key: `${one.measure}-${one.value ?? place}`,
        name: value === null ? whole : several ? `${whole} · ${value}` : value,
        measure,
        at: one.measure,
        value: one.value,
        numbers: one.numbers,
        total: one.total,
        before: answer.compared.find(
          (old) => old.measure === one.measure && old.value === one.value && Boolean(old.total),
        ),
      },
    ];
  });
  if (!query.breakdown) return lines;
  return lines.sort((a, b) => a.at - b.at || (b.total ?? 0) - (a.total ?? 0));
}

/** `11-24` of a day, `2026-11` of a month, `11-24 13:00` of an hour; with the year when several are shown. */
export function periodWord(label: string, oneYear: boolean, period: Period): string {
  if (period === "month") return label.slice(0, 7);
  return oneYear && /^\d{4}-\d\d-\d\d/.test(label) ? label.slice(5) : label;
}

/** Whether all periods lie in one year, so that it need not be repeated. */
export const sameYear = (answer: TrendAnswer): boolean =>
  new Set(answer.periods.map((one) => one.label.slice(0, 4))).size < 2;

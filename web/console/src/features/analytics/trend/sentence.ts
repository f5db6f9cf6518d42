import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { TrendAnswer } from "../api";
import type { Question } from "../useQuestion";
import { againstText, figureWords, measureName, propertyName, relative, spanName, valueName } from "../words";
import { periodWord, sameYear } from "./lines";

/** The answer in words: how much, against before, when most. */
export function useTrendSentence(question: Question<"trend">, answer: TrendAnswer | undefined): string {
  const t = useText();
  const format = useFormat();
  const { ask } = question;
  const measure = ask.measures[0];
  const lines = answer?.series.filter((one) => one.measure === 0) ?? [];
  const line = lines[0];
  if (!answer || !measure || !line) return "";
  const span = spanName(ask.span, question.days, question.today ?? "", t);
  const what = measureName(measure, line.label, t);
  if (ask.breakdown) {
    const largest = lines.toSorted((a, b) => (b.total ?? 0) - (a.total ?? 0))[0];
    return t("analytics.trend.sentence_values", {
      span,
      what,
      count: lines.length,
      value: valueName(largest?.value ?? "", t),
      figure: figureWords(largest?.total, measure, t, format),
    });
  }
  const top = Math.max(...line.numbers.map((one) => one ?? 0));
  const at = answer.periods[line.numbers.indexOf(top)];
  const change = relative(line.total, answer.compared.find((one) => one.measure === 0)?.total);
  const parts = [
    t(`analytics.trend.sentence.${measure.measure ?? "count"}`, {
      span,
      event: line.label,
      property: propertyName(measure.property ?? ""),
      figure: figureWords(line.total, measure, t, format),
    }),
    change !== null &&
      t("analytics.trend.sentence_change", {
        against: againstText(ask.compare, t),
        change: format.delta(change, "percent"),
      }),
    at &&
      top > 0 &&
      t("analytics.trend.sentence_top", {
        when: periodWord(at.label, sameYear(answer), ask.period),
        figure: figureWords(top, measure, t, format),
      }),
  ];
  return `${parts.filter(Boolean).join(t("analytics.sentence.comma"))}${t("analytics.sentence.end")}`;
}

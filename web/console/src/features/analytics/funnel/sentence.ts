import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { FunnelAnswer } from "../api";
import type { Question } from "../useQuestion";
import { againstText, duration, points, spanName } from "../words";

/** The step before which most people stop; its place from 0. */
export function worstStep(answer: FunnelAnswer): number {
  const lost = answer.steps.map((step, at) => (at ? (answer.steps[at - 1]?.count ?? 0) - step.count : -1));
  return lost.indexOf(Math.max(...lost));
}

/** The answer in words: who came, who finished, against before. */
export function useFunnelSentence(
  question: Question<"funnel">,
  answer: FunnelAnswer | undefined,
  before: FunnelAnswer | undefined,
): string {
  const t = useText();
  const format = useFormat();
  const first = answer?.steps[0];
  const last = answer?.steps.at(-1);
  if (!answer || !first?.count || !last) return "";
  const { ask } = question;
  const change = points(last.from_first, before?.steps.at(-1)?.from_first);
  const parts = [
    t("analytics.funnel.sentence", {
      span: spanName(ask.span, question.days, question.today ?? "", t),
      people: format.number(first.count),
      first: first.label,
      done: format.number(last.count),
      last: last.label,
      window: duration(ask.window_ms, t, format),
      share: format.percent(last.from_first),
    }),
    change !== null &&
      t("analytics.funnel.sentence_change", {
        against: againstText(ask.compare, t),
        change: format.delta(change, "points"),
      }),
  ];
  return `${parts.filter(Boolean).join(t("analytics.sentence.comma"))}${t("analytics.sentence.end")}`;
}

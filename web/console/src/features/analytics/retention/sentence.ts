import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { type RetentionAnswer, useNameOf } from "../api";
import type { Question } from "../useQuestion";
import { spanName } from "../words";

/** People over all cohorts. */
export const sizeOf = (answer: RetentionAnswer): number =>
  answer.cohorts.reduce((sum, cohort) => sum + cohort.size, 0);

/** The answer in words: how many began, how many come back at once and later. */
export function useRetentionSentence(
  question: Question<"retention">,
  answer: RetentionAnswer | undefined,
): string {
  const t = useText();
  const format = useFormat();
  const nameOf = useNameOf();
  const { ask } = question;
  const size = answer ? sizeOf(answer) : 0;
  if (!answer || !size) return "";
  const next = answer.mean[1];
  const later = answer.mean[4];
  const parts = [
    t(`analytics.retention.sentence.${ask.start_mode}`, {
      span: spanName(ask.span, question.days, question.today ?? "", t, ask.period),
      people: format.number(size),
      start: nameOf(ask.start_event.event),
    }),
    typeof next === "number" &&
      t(`analytics.retention.sentence_next.${ask.period}`, {
        share: format.percent(next),
        back: nameOf(ask.return_event.event),
      }),
    typeof later === "number" &&
      t(`analytics.retention.sentence_later.${ask.period}`, { count: 4, share: format.percent(later) }),
  ];
  return `${parts.filter(Boolean).join(t("analytics.sentence.comma"))}${t("analytics.sentence.end")}`;
}

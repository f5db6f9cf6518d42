import { useMemo } from "react";
import { useText } from "@/i18n";
import { Answered } from "../answer/Answered";
import { QuestionFrame } from "../answer/QuestionFrame";
import { useAnswer, useNameOf } from "../api";
import { FilterBar } from "../asking/FilterBar";
import { rangeOf } from "../days";
import { trendQuery } from "../question";
import { useQuestion } from "../useQuestion";
import { needsProperty } from "../words";
import { PeriodSelect } from "./PeriodSelect";
import { useTrendSentence } from "./sentence";
import { TrendBuilder } from "./TrendBuilder";
import { TrendResult } from "./TrendResult";

/** How often, how many people, how much: period by period, beside an earlier time. */
export default function TrendPage() {
  const t = useText();
  const question = useQuestion("trend");
  const nameOf = useNameOf();
  const { ask, days, timezone } = question;
  const query = useMemo(() => {
    const complete = ask.measures.every(
      (one) => one.step.event && (one.property || !needsProperty(one.measure ?? "count")),
    );
    return days && complete ? trendQuery(ask, rangeOf(days, timezone), nameOf) : undefined;
  }, [ask, days, timezone, nameOf]);
  const answer = useAnswer("trend", query);
  const sentence = useTrendSentence(question, query && answer.data);
  const lacking = days && !query ? t("analytics.trend.lacking") : undefined;
  return (
    <QuestionFrame
      kind="trend"
      question={question}
      range={days && rangeOf(days, timezone)}
      query={query}
      sentence={lacking ? "" : sentence}
      filters={
        <FilterBar
          ask={ask}
          change={question.change}
          days={days}
          today={question.today}
          changed={question.changed}
          reset={question.reset}
        >
          <PeriodSelect value={ask.period} days={days} onChange={(period) => question.change({ period })} />
        </FilterBar>
      }
      builder={<TrendBuilder ask={ask} change={question.change} />}
    >
      <Answered
        result={answer}
        broken={question.error}
        lacking={lacking}
        isEmpty={(one) => one.series.every((line) => line.numbers.every((number) => !number))}
        widen={() => question.change({ span: { preset: "365d" }, period: "week" })}
      >
        {(one) => query && <TrendResult question={question} query={query} answer={one} />}
      </Answered>
    </QuestionFrame>
  );
}

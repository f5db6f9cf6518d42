import { useMemo } from "react";
import { Answered } from "../answer/Answered";
import { QuestionFrame } from "../answer/QuestionFrame";
import { useAnswer, useNameOf } from "../api";
import { FilterBar } from "../asking/FilterBar";
import { rangeOf } from "../days";
import { earlierRange, retentionQuery } from "../question";
import { useQuestion } from "../useQuestion";
import { RetentionBuilder } from "./RetentionBuilder";
import { RetentionResult } from "./RetentionResult";
import { sizeOf, useRetentionSentence } from "./sentence";

/** Of those who began, how many come back, period after period. */
export default function RetentionPage() {
  const question = useQuestion("retention");
  const nameOf = useNameOf();
  const { ask, days, timezone } = question;
  const asked = useMemo(() => {
    if (!days || !ask.start_event.event || !ask.return_event.event) return undefined;
    const before = earlierRange(days, ask.compare, timezone);
    return {
      now: retentionQuery(ask, rangeOf(days, timezone), nameOf),
      before: before && retentionQuery(ask, before, nameOf),
    };
  }, [ask, days, timezone, nameOf]);
  const answer = useAnswer("retention", asked?.now);
  const before = useAnswer("retention", asked?.before);
  const compared = asked?.before && before.data && sizeOf(before.data) ? before.data : undefined;
  const sentence = useRetentionSentence(question, answer.data);
  return (
    <QuestionFrame
      kind="retention"
      question={question}
      range={days && rangeOf(days, timezone)}
      query={asked?.now}
      sentence={sentence}
      filters={
        <FilterBar
          ask={ask}
          change={question.change}
          days={days}
          today={question.today}
          periods={ask.period}
          changed={question.changed}
          reset={question.reset}
        />
      }
      builder={<RetentionBuilder ask={ask} change={question.change} />}
    >
      <Answered
        result={answer}
        broken={question.error}
        isEmpty={(one) => one.cohorts.every((cohort) => cohort.size === 0)}
        widen={() => question.change({ span: { preset: "24p" } })}
      >
        {(one) =>
          asked && <RetentionResult question={question} query={asked.now} answer={one} before={compared} />
        }
      </Answered>
    </QuestionFrame>
  );
}

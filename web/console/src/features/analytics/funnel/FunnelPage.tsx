import { useMemo } from "react";
import { useText } from "@/i18n";
import { Answered } from "../answer/Answered";
import { QuestionFrame } from "../answer/QuestionFrame";
import { useAnswer, useNameOf } from "../api";
import { FilterBar } from "../asking/FilterBar";
import { rangeOf } from "../days";
import { earlierRange, funnelQuery } from "../question";
import { useQuestion } from "../useQuestion";
import { FunnelBuilder } from "./FunnelBuilder";
import { FunnelResult } from "./FunnelResult";
import { useFunnelSentence } from "./sentence";

/** How many go from step to step, how long it takes, where they stop. */
export default function FunnelPage() {
  const t = useText();
  const question = useQuestion("funnel");
  const nameOf = useNameOf();
  const { ask, days, timezone } = question;
  const asked = useMemo(() => {
    const complete = ask.steps.length >= 2 && ask.steps.every((step) => step.event);
    if (!days || !complete) return undefined;
    const before = earlierRange(days, ask.compare, timezone);
    return {
      now: funnelQuery(ask, rangeOf(days, timezone), nameOf),
      before: before && funnelQuery({ ...ask, breakdown: null }, before, nameOf),
    };
  }, [ask, days, timezone, nameOf]);
  const answer = useAnswer("funnel", asked?.now);
  const before = useAnswer("funnel", asked?.before);
  const compared = asked?.before && before.data?.steps[0]?.count ? before.data : undefined;
  const sentence = useFunnelSentence(question, answer.data, compared);
  const lacking = days && !asked ? t("analytics.funnel.lacking") : undefined;
  return (
    <QuestionFrame
      kind="funnel"
      question={question}
      range={days && rangeOf(days, timezone)}
      query={asked?.now}
      sentence={lacking ? "" : sentence}
      filters={
        <FilterBar
          ask={ask}
          change={question.change}
          days={days}
          today={question.today}
          changed={question.changed}
          reset={question.reset}
        />
      }
      builder={<FunnelBuilder ask={ask} change={question.change} />}
    >
      <Answered
        result={answer}
        broken={question.error}
        lacking={lacking}
        isEmpty={(one) => !one.steps[0]?.count}
        widen={() => question.change({ span: { preset: "365d" } })}
      >
        {(one) =>
          asked && <FunnelResult question={question} query={asked.now} answer={one} before={compared} />
        }
      </Answered>
    </QuestionFrame>
  );
}

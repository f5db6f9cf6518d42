import { Button } from "antd";
import { TrendingDown } from "lucide-react";
import { useText } from "@/i18n";
import { Card, FunnelChart, KpiRow, Percent, useFormat } from "@/ui";
import styles from "../analytics.module.css";
import { useOpenPeople } from "../answer/PeopleOf";
import type { FunnelAnswer } from "../api";
import { daysText } from "../days";
import type { FunnelQuery } from "../question";
import type { Question } from "../useQuestion";
import { againstText, duration, points, relative } from "../words";
import { DurationCard } from "./DurationCard";
import { PartsCard } from "./PartsCard";
import { StepsCard } from "./StepsCard";
import { worstStep } from "./sentence";

interface Props {
  question: Question<"funnel">;
  query: FunnelQuery;
  answer: FunnelAnswer;
  before: FunnelAnswer | undefined;
}

/** Opens those who reached a step (from 1), or stopped before it. */
export function useStepPeople(query: FunnelQuery, answer: FunnelAnswer) {
  const t = useText();
  const open = useOpenPeople();
  return (step: number, dropped = false) => {
    const label = answer.steps[step - 1]?.label ?? "";
    open({
      title: dropped
        ? t("analytics.funnel.people_lost", { from: answer.steps[step - 2]?.label ?? "", to: label })
        : t("analytics.funnel.people_reached", { step: label }),
      body: { query, step, dropped },
    });
  };
}

export function FunnelResult({ question, query, answer, before }: Props) {
  const t = useText();
  const format = useFormat();
  const open = useStepPeople(query, answer);
  const { days, today = "" } = question;
  return (
    <>
      <FunnelKpis question={question} query={query} answer={answer} before={before} />
      <div className={styles.split}>
        <Card
          title={t("analytics.funnel.chart")}
          note={`${days ? daysText(days, today) : ""} · ${t("analytics.unit.people")} · ${question.timezone}`}
        >
          <FunnelChart
            label={t("analytics.funnel.chart")}
            steps={answer.steps.map((step, at) => ({
              key: `${at}-${step.event}`,
              name: step.label,
              people: step.count,
              took: step.time
                ? t("analytics.funnel.took", { time: duration(step.time.median, t, format) })
                : undefined,
            }))}
            onReached={(_, at) => open(at + 1)}
            onLost={(_, at) => open(at + 1, true)}
          />
          <Worst answer={answer} open={open} />
        </Card>
        <DurationCard answer={answer} />
      </div>
      <StepsCard answer={answer} before={before} open={open} />
      {query.breakdown && <PartsCard question={question} query={query} answer={answer} />}
    </>
  );
}

/** Where most stop, and who they are. */
function Worst({ answer, open }: { answer: FunnelAnswer; open: (step: number, dropped: boolean) => void }) {
  const t = useText();
  const format = useFormat();
  const at = worstStep(answer);
  const [from, to] = [answer.steps[at - 1], answer.steps[at]];
  if (!from || !to || from.count === to.count) return null;
  return (
    <div className={styles.worst}>
      <TrendingDown size={15} aria-hidden />
      <span>{t("analytics.funnel.worst", { from: from.label, to: to.label })}</span>
      <Button type="link" size="small" onClick={() => open(at + 1, true)}>
        {t("analytics.funnel.look", { lost: format.number(from.count - to.count) })}
      </Button>
    </div>
  );
}

function FunnelKpis({ question, query, answer, before }: Props) {
  const t = useText();
  const format = useFormat();
  const open = useStepPeople(query, answer);
  const first = answer.steps[0];
  const last = answer.steps.at(-1);
  const lastBefore = before?.steps.at(-1);
  const against = againstText(question.ask.compare, t);
  const window = duration(question.ask.window_ms, t, format);
  return (
    <KpiRow
      items={[
        {
          label: t("analytics.funnel.kpi.entered"),
          definition: t("analytics.funnel.kpi.entered_definition", { step: first?.label }),
          value: format.number(first?.count),
          delta: before && { change: relative(first?.count, before.steps[0]?.count), against },
          onOpen: () => open(1),
        },
        {
          label: t("analytics.funnel.kpi.done"),
          definition: t("analytics.funnel.kpi.done_definition", { step: last?.label, window }),
          value: format.number(last?.count),
          delta: before && { change: relative(last?.count, lastBefore?.count), against },
          onOpen: () => open(answer.steps.length),
        },
        {
          label: t("analytics.funnel.kpi.share"),
          definition: t("analytics.funnel.kpi.share_definition"),
          value: <Percent value={last?.from_first} />,
          delta: before && {
            change: points(last?.from_first, lastBefore?.from_first),
            kind: "points",
            against,
          },
        },
        {
          label: t("analytics.funnel.kpi.median"),
          definition: t("analytics.funnel.kpi.median_definition"),
          value: duration(answer.total?.median, t, format),
          note:
            answer.total && t("analytics.funnel.kpi.p90", { time: duration(answer.total.p90, t, format) }),
        },
        {
          label: t("analytics.funnel.kpi.open"),
          definition: t("analytics.funnel.kpi.open_definition", { window }),
          value: format.number(answer.open),
          note: t("analytics.funnel.kpi.open_note"),
        },
      ]}
    />
  );
}

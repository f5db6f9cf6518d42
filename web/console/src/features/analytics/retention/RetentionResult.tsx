import { useCallback, useMemo } from "react";
import { useText } from "@/i18n";
import {
  Card,
  type Cohort,
  CohortHeatmap,
  KpiRow,
  LineChart,
  type LineSeries,
  Percent,
  useFormat,
} from "@/ui";
import { useOpenPeople } from "../answer/PeopleOf";
import type { RetentionAnswer } from "../api";
import type { RetentionQuery } from "../question";
import type { Question } from "../useQuestion";
import { againstText, points, relative } from "../words";
import { sizeOf } from "./sentence";

interface Props {
  question: Question<"retention">;
  query: RetentionQuery;
  answer: RetentionAnswer;
  before: RetentionAnswer | undefined;
}

export function RetentionResult({ question, query, answer, before }: Props) {
  const t = useText();
  const format = useFormat();
  const openPeople = useOpenPeople();
  const { period } = question.ask;
  const cohorts = useMemo(() => cohortsOf(answer), [answer]);
  const periodName = (at: number) =>
    at === 0 ? t("analytics.retention.began") : t(`analytics.retention.after.${period}`, { count: at });
  return (
    <>
      <RetentionKpis question={question} answer={answer} before={before} />
      <Curve question={question} answer={answer} before={before} />
      <Card title={t("analytics.retention.cohorts")} note={t(`analytics.retention.note.${period}`)}>
        <CohortHeatmap
          label={t("analytics.retention.cohorts")}
          cohorts={cohorts}
          period={periodName}
          onPick={(cohort, at) =>
            openPeople({
              title: t("analytics.retention.people", { cohort: cohort.name, when: periodName(at) }),
              note: format.percent((cohort.people[at] ?? 0) / (cohort.size || 1)),
              body: { query, cohort: cohorts.indexOf(cohort), k: at },
            })
          }
        />
      </Card>
    </>
  );
}

/** Rows of the heat map; the last cell of a row is partial while its period runs. */
export function cohortsOf(answer: RetentionAnswer): Cohort[] {
  const width = Math.max(...answer.cohorts.map((cohort) => cohort.cells.length));
  return answer.cohorts.map((cohort) => ({
    key: cohort.period.label,
    name: cohort.period.label,
    size: cohort.size,
    people: Array.from({ length: width }, (_, at) => cohort.cells[at] ?? null),
    partial: cohort.complete < cohort.cells.length ? cohort.complete : undefined,
  }));
}

type KpiOf = Omit<Props, "query">;

function RetentionKpis({ question, answer, before }: KpiOf) {
  const t = useText();
  const format = useFormat();
  const { period, compare } = question.ask;
  const against = againstText(compare, t);
  const size = sizeOf(answer);
  const known = answer.mean.flatMap((share, at) => (at && share !== null ? [at] : []));
  const places = [...new Set([1, 2, 4, known.at(-1) ?? 1])].filter((at) => known.includes(at));
  return (
    <KpiRow
      items={[
        {
          label: t("analytics.retention.kpi.size"),
          definition: t(`analytics.retention.kpi.size_definition.${question.ask.start_mode}`),
          value: format.number(size),
          delta: before && { change: relative(size, sizeOf(before)), against },
          note: t("analytics.retention.kpi.cohorts", { count: answer.cohorts.length }),
        },
        ...places.map((at) => ({
          label: t(`analytics.retention.kpi.after.${period}`, { count: at }),
          definition: t("analytics.retention.kpi.after_definition"),
          value: <Percent value={answer.mean[at]} />,
          delta: before && {
            change: points(answer.mean[at], before.mean[at]),
            kind: "points" as const,
            against,
          },
        })),
      ]}
    />
  );
}

function Curve({ question, answer, before }: KpiOf) {
  const t = useText();
  const format = useFormat();
  const { period, compare } = question.ask;
  const x = useMemo(
    () => answer.mean.slice(1).map((_, at) => t(`analytics.retention.after.${period}`, { count: at + 1 })),
    [answer, period, t],
  );
  const series = useMemo((): LineSeries[] => {
    const now: LineSeries = {
      name: t("analytics.retention.mean"),
      values: answer.mean.slice(1),
      area: !before,
    };
    if (!before) return [now];
    const old = answer.mean.slice(1).map((_, at) => before.mean[at + 1] ?? null);
    return [now, { name: t(`analytics.against.${compare}`), values: old, role: "compare" }];
  }, [answer, before, compare, t]);
  const write = useCallback((share: number) => format.percent(share), [format]);
  return (
    <Card title={t("analytics.retention.curve")}>
      <LineChart
        label={t("analytics.retention.curve")}
        x={x}
        series={series}
        height={180}
        unit={t("analytics.retention.curve_unit")}
        sample={sizeOf(answer)}
        format={write}
      />
    </Card>
  );
}

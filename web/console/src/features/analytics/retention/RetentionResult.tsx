import { useCallback, useMemo } from "react";
import { useText } from "@/i18n";
import {
  Card,
  type Cohort,
  CohortHeatmap,
  EmptyState,
  KpiRow,
  LineChart,
  type LineSeries,
  Percent,
  useFormat,
} from "@/ui";
import { useOpenPeople } from "../answer/PeopleOf";
import type { RetentionAnswer } from "../api";
import type { RetentionAsk, RetentionQuery } from "../question";
import { periodWord } from "../trend/lines";
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
  const cohorts = useMemo(() => cohortsOf(answer, period), [answer, period]);
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
          period={(at) => (at ? t(`analytics.retention.short.${period}`, { count: at }) : periodName(0))}
          onPick={(cohort, at) =>
            openPeople({
              title: t("analytics.retention.people", { cohort: cohort.name, when: periodName(at) }),
              note: format.percent((cohort.people[at] ?? 0) / (cohort.size || 1)),
              body: { query, cohort: Number(cohort.key), k: at },
            })
          }
        />
      </Card>
    </>
  );
}

/** Rows of the heat map from the first cohort with anybody in it; `key` is the cohort's place in the answer. */
export function cohortsOf(answer: RetentionAnswer, period: RetentionAsk["period"]): Cohort[] {
  const first = Math.max(
    0,
    answer.cohorts.findIndex((cohort) => cohort.size > 0),
  );
  const shown = answer.cohorts.slice(first);
  const width = Math.max(0, ...shown.map((cohort) => cohort.cells.length));
  const short = new Set(shown.map((cohort) => cohort.period.label.slice(0, 4))).size < 2;
  return shown.map((cohort, at) => ({
    key: String(first + at),
    name: periodWord(cohort.period.label, short, period),
    size: cohort.size,
    people: Array.from({ length: width }, (_, k) => (cohort.size ? (cohort.cells[k] ?? null) : null)),
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
  const places = [...new Set([1, 2, 4, 8])].filter((at) => known.includes(at));
  return (
    <KpiRow
      items={[
        {
          label: t("analytics.retention.kpi.size"),
          definition: t(`analytics.retention.kpi.size_definition.${question.ask.start_mode}`),
          value: format.number(size),
          delta: before && { change: relative(size, sizeOf(before)), against },
          note: t("analytics.retention.kpi.cohorts", {
            count: answer.cohorts.filter((cohort) => cohort.size > 0).length,
          }),
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
  const shares = useMemo(
    () => answer.mean.slice(1, answer.mean.findLastIndex((one) => one !== null) + 1),
    [answer],
  );
  const x = useMemo(
    () => shares.map((_, at) => t(`analytics.retention.after.${period}`, { count: at + 1 })),
    [shares, period, t],
  );
  const series = useMemo((): LineSeries[] => {
    const now: LineSeries = {
      name: t("analytics.retention.mean"),
      values: shares,
      area: !before,
    };
    if (!before) return [now];
    const old = shares.map((_, at) => before.mean[at + 1] ?? null);
    return [now, { name: t(`analytics.trend.before.${compare}`), values: old, role: "compare" }];
  }, [shares, before, compare, t]);
  const write = useCallback((share: number) => format.percent(share), [format]);
  return (
    <Card title={t("analytics.retention.curve")}>
      {shares.length === 0 ? (
        <EmptyState
          compact
          title={t("analytics.retention.no_curve")}
          lesson={t("analytics.retention.no_curve_lesson")}
        />
      ) : (
        <LineChart
          label={t("analytics.retention.curve")}
          x={x}
          series={series}
          height={180}
          unit={t("analytics.retention.curve_unit")}
          sample={sizeOf(answer)}
          format={write}
        />
      )}
    </Card>
  );
}

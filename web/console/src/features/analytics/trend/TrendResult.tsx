import { useMemo } from "react";
import { useText } from "@/i18n";
import { type KpiProps, KpiRow, useFormat } from "@/ui";
import { useOpenPeople } from "../answer/PeopleOf";
import type { TrendAnswer } from "../api";
import type { Period } from "../days";
import type { TrendQuery } from "../question";
import type { Question } from "../useQuestion";
import { adds, againstText, figure, relative } from "../words";
import { type Line, linesOf, periodWord, sameYear } from "./lines";
import { TrendChart } from "./TrendChart";
import { TrendTable } from "./TrendTable";

interface Props {
  question: Question<"trend">;
  query: TrendQuery;
  answer: TrendAnswer;
}

export type OpenPoint = (line: Line, period: number | null) => void;

export function TrendResult({ question, query, answer }: Props) {
  const t = useText();
  const openPeople = useOpenPeople();
  const lines = useMemo(() => linesOf(query, answer, t), [query, answer, t]);
  const open: OpenPoint = (line, period) =>
    openPeople({
      title: line.name,
      note: period === null ? undefined : answer.periods[period]?.label,
      body: { query, measure: line.at, period, value: line.value },
    });
  return (
    <>
      <TrendKpis question={question} answer={answer} lines={lines} open={open} />
      <TrendChart question={question} answer={answer} lines={lines} open={open} />
      <TrendTable period={question.ask.period} answer={answer} lines={lines} open={open} />
    </>
  );
}

interface KpiProp {
  question: Question<"trend">;
  answer: TrendAnswer;
  lines: Line[];
  open: OpenPoint;
}

const MOST_KPIS = 5;

function TrendKpis({ question, answer, lines, open }: KpiProp) {
  const t = useText();
  const format = useFormat();
  const against = againstText(question.ask.compare, t);
  const whole = lines.slice(0, MOST_KPIS).map(
    (line): KpiProps => ({
      label: line.name,
      definition: t(`analytics.measure_definition.${line.measure.measure ?? "count"}`),
      value: figure(line.total, line.measure, format, true),
      delta: line.before && { change: relative(line.total, line.before.total), against },
      trend: { values: line.numbers.map((one) => one ?? 0), label: line.name },
      onOpen: () => open(line, null),
    }),
  );
  const only = lines.length === 1 ? lines[0] : undefined;
  const more = only ? singleKpis(only, answer, open, question.ask.period, t, format) : [];
  return <KpiRow items={[...whole, ...more]} />;
}

/** Mean, highest and lowest full period of a line that stands alone. */
function singleKpis(
  line: Line,
  answer: TrendAnswer,
  open: OpenPoint,
  period: Period,
  t: ReturnType<typeof useText>,
  format: ReturnType<typeof useFormat>,
): KpiProps[] {
  const full = line.numbers
    .map((value, at) => ({ value: value ?? 0, at }))
    .filter(({ at }) => answer.periods[at]?.complete);
  const sorted = full.toSorted((a, b) => b.value - a.value);
  const [top, low] = [sorted[0], sorted.at(-1)];
  if (!top || !low || full.length < 2) return [];
  const short = sameYear(answer);
  const mean = full.reduce((sum, one) => sum + one.value, 0) / full.length;
  const end = (key: string, one: { value: number; at: number }): KpiProps => ({
    label: t(`analytics.trend.kpi.${key}.${period}`),
    value: figure(one.value, line.measure, format, true),
    note: periodWord(answer.periods[one.at]?.label ?? "", short, period),
    onOpen: () => open(line, one.at),
  });
  return [
    {
      label: t(`analytics.trend.kpi.mean.${period}`),
      definition: t(
        adds(line.measure)
          ? "analytics.trend.kpi.mean_definition"
          : "analytics.trend.kpi.mean_definition_each",
      ),
      value: figure(Math.round(mean * 10) / 10, line.measure, format, true),
      note: t("analytics.trend.kpi.periods", { count: full.length }),
    },
    end("top", top),
    end("low", low),
  ];
}

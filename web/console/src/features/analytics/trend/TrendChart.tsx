import { Segmented } from "antd";
import { ChartColumn, ChartColumnStacked, ChartLine } from "lucide-react";
import { useCallback, useMemo } from "react";
import { useText } from "@/i18n";
import { Card, LineChart, type LineSeries, useFormat } from "@/ui";
import styles from "../analytics.module.css";
import type { TrendAnswer } from "../api";
import type { ChartKind } from "../question";
import type { Question } from "../useQuestion";
import { adds, figure, unitOf } from "../words";
import { type Line, MOST_LINES, periodWord, sameYear } from "./lines";
import type { OpenPoint } from "./TrendResult";

interface Props {
  question: Question<"trend">;
  answer: TrendAnswer;
  lines: Line[];
  open: OpenPoint;
}

const KINDS = [
  ["line", ChartLine],
  ["bar", ChartColumn],
  ["stack", ChartColumnStacked],
] as const;

/** The lines over the periods; a click opens the people of a point. */
export function TrendChart({ question, answer, lines, open }: Props) {
  const t = useText();
  const format = useFormat();
  const { chart, compare, period } = question.ask;
  const shown = lines.slice(0, MOST_LINES);
  const short = sameYear(answer);
  const x = useMemo(
    () =>
      answer.periods.map(
        (one) => periodWord(one.label, short, period) + (one.complete ? "" : t("analytics.trend.running")),
      ),
    [answer, short, period, t],
  );
  const measure = lines[0]?.measure;
  const series = useMemo(
    () =>
      seriesOf(lines.slice(0, MOST_LINES), chart, {
        now: t("analytics.trend.now"),
        before: t(`analytics.trend.before.${compare}`),
      }),
    [lines, chart, compare, t],
  );
  const write = useCallback(
    (value: number) => (measure ? figure(value, measure, format, true) : String(value)),
    [measure, format],
  );
  const units = new Set(shown.map((line) => unitOf(line.measure)));
  const unit = units.size === 1 ? t(`analytics.unit.${[...units][0]}`) : t("analytics.unit.several");
  const legend = shown.length > 1 && (chart !== "line" || shown.length > 5 || series.length > 5);
  return (
    <Card
      title={t("analytics.trend.chart")}
      note={lines.length > MOST_LINES ? t("analytics.trend.largest", { count: MOST_LINES }) : undefined}
      extra={
        <KindSwitch
          value={chart}
          onChange={(next) => question.change({ chart: next })}
          stackable={shown.length > 1 && shown.every((line) => adds(line.measure))}
        />
      }
    >
      {legend && <Keys names={shown.map((line) => line.name)} />}
      <LineChart
        label={t("analytics.trend.chart")}
        x={x}
        series={series}
        height={264}
        unit={`${unit} · ${t(`analytics.period.each.${period}`)} · ${question.timezone}`}
        format={write}
        onPick={(index, name) => {
          const line =
            shown.length === 1
              ? name === t("analytics.trend.now") || name === shown[0]?.name
                ? shown[0]
                : undefined
              : lines.find((one) => one.name === name);
          if (line) open(line, index);
        }}
      />
    </Card>
  );
}

function seriesOf(lines: Line[], chart: ChartKind, words: { now: string; before: string }): LineSeries[] {
  const only = lines.length === 1 ? lines[0] : undefined;
  const drawn = lines.map(
    (line): LineSeries => ({
      name: only?.before ? words.now : line.name,
      values: line.numbers,
      bar: chart !== "line",
      stack: chart === "stack",
      area: chart === "line" && lines.length === 1,
    }),
  );
  if (!only?.before) return drawn;
  const before = only.numbers.map((_, at) => only.before?.numbers[at] ?? null);
  return [...drawn, { name: words.before, values: before, role: "compare" }];
}

/** Names of the colours, where the lines cannot carry them. */
function Keys({ names }: { names: string[] }) {
  return (
    <div className={styles.keys}>
      {names.map((name, at) => (
        <span key={name} className={styles.key}>
          <span className={styles.swatch} style={{ background: `var(--chart-${at + 1})` }} />
          {name}
        </span>
      ))}
    </div>
  );
}

interface SwitchProps {
  value: ChartKind;
  onChange: (kind: ChartKind) => void;
  stackable: boolean;
}

function KindSwitch({ value, onChange, stackable }: SwitchProps) {
  const t = useText();
  return (
    <Segmented<ChartKind>
      size="small"
      value={value}
      onChange={onChange}
      aria-label={t("analytics.trend.chart_kind")}
      options={KINDS.filter(([kind]) => kind !== "stack" || stackable || value === "stack").map(
        ([kind, Icon]) => ({
          value: kind,
          label: (
            <Icon
              size={14}
              role="img"
              aria-label={t(`analytics.chart.${kind}`)}
              style={{ verticalAlign: -2 }}
            />
          ),
          title: t(`analytics.chart.${kind}`),
        }),
      )}
    />
  );
}

import { Segmented } from "antd";
import { useCallback, useState } from "react";
import { useText } from "@/i18n";
import { Card, Chart, type ChartPalette, type EChartsOption, EmptyState, useFormat } from "@/ui";
import type { FunnelAnswer } from "../api";
import { duration } from "../words";

const HEIGHT = 168;

/** How long those who finished took, from the first step to the last or for one hop. */
export function DurationCard({ answer }: { answer: FunnelAnswer }) {
  const t = useText();
  const [hop, setHop] = useState(0);
  const times = (hop ? answer.steps[hop]?.time : answer.total) ?? null;
  const hops = answer.steps.slice(1).map((_, at) => ({ value: at + 1, label: `${at + 1}→${at + 2}` }));
  return (
    <Card title={t("analytics.funnel.durations")}>
      {hops.length > 1 && (
        <Segmented
          size="small"
          value={Math.min(hop, hops.length)}
          onChange={setHop}
          options={[{ value: 0, label: t("analytics.funnel.whole") }, ...hops.slice(0, 4)]}
          aria-label={t("analytics.funnel.durations")}
        />
      )}
      {times ? (
        <Histogram times={times} />
      ) : (
        <EmptyState compact title={t("analytics.funnel.no_durations")} />
      )}
    </Card>
  );
}

function Histogram({ times }: { times: NonNullable<FunnelAnswer["total"]> }) {
  const t = useText();
  const format = useFormat();
  const { edges, counts } = times.histogram;
  const words = useCallback(
    (at: number) =>
      `${duration((edges[at] ?? 0) * 1000, t, format)} – ${duration((edges[at + 1] ?? 0) * 1000, t, format)}`,
    [edges, t, format],
  );
  const option = useCallback(
    (palette: ChartPalette): EChartsOption => ({
      grid: { left: 4, right: 4, top: 12, bottom: 2, outerBoundsMode: "same" },
      tooltip: {
        trigger: "axis",
        axisPointer: { type: "shadow" },
        backgroundColor: palette.card,
        borderColor: palette.line,
        textStyle: { color: palette.ink, fontSize: 12 },
        valueFormatter: (value) => t("analytics.people", { count: format.number(value as number) }),
      },
      xAxis: {
        type: "category",
        data: counts.map((_, at) => words(at)),
        axisLine: { lineStyle: { color: palette.line } },
        axisTick: { show: false },
        axisLabel: {
          color: palette.quiet,
          fontSize: 11,
          hideOverlap: true,
          formatter: (word: string) => word.split(" – ")[0] ?? "",
        },
      },
      yAxis: {
        type: "value",
        splitNumber: 3,
        minInterval: 1,
        axisLabel: { color: palette.quiet, fontSize: 11 },
        splitLine: { lineStyle: { color: palette.line } },
      },
      series: [
        {
          type: "bar",
          data: counts,
          barCategoryGap: "12%",
          itemStyle: { color: palette.series[0], borderRadius: [2, 2, 0, 0] },
        },
      ],
    }),
    [counts, words, format, t],
  );
  return (
    <Chart
      label={t("analytics.funnel.durations")}
      option={option}
      height={HEIGHT}
      unit={t("analytics.funnel.median_is", { time: duration(times.median, t, format) })}
      table={{
        columns: [t("analytics.funnel.duration"), t("analytics.unit.people")],
        rows: counts.map((count, at) => [words(at), count]),
      }}
    />
  );
}

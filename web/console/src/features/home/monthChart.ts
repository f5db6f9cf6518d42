import type { ChartPalette, EChartsOption } from "@/ui";
import type { Pace } from "./api";

export interface MonthWords {
  returning: string;
  new: string;
  target: string;
  forecast: string;
}

/** Cumulative sums of a column. */
export function cumulate(values: number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/** From today's total straight to the forecast end: one value a day, null before today. */
export function ahead(value: number, end: number, today: number, length: number): (number | null)[] {
  const left = length - today;
  return Array.from({ length }, (_, at) => {
    if (at < today - 1) return null;
    return left > 0 ? value + ((end - value) * (at - today + 1)) / left : value;
  });
}

/** Stacked cumulative amounts, the target's pace, the forecast with its 80 % band. */
export function monthChart(
  pace: Pace,
  palette: ChartPalette,
  words: MonthWords,
  money: (minor: number) => string,
): EChartsOption {
  const today = pace.days.length;
  const low = ahead(pace.value, pace.low, today, pace.length);
  const high = ahead(pace.value, pace.high, today, pace.length);
  const band = high.map((value, at) => (value === null ? null : value - (low[at] ?? 0)));
  const area = (name: string, data: number[], colour: string | undefined) => ({
    type: "line" as const,
    name,
    data,
    stack: "sum",
    showSymbol: false,
    lineStyle: { width: 0 },
    itemStyle: { color: colour },
    areaStyle: { color: colour, opacity: 0.85 },
  });
  const hidden = {
    type: "line" as const,
    stack: "band",
    showSymbol: false,
    silent: true,
    tooltip: { show: false },
  };
  return {
    grid: { left: 4, right: 64, top: 10, bottom: 2, outerBoundsMode: "same" },
    tooltip: {
      trigger: "axis",
      backgroundColor: palette.card,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      valueFormatter: (value) => (typeof value === "number" ? money(value) : "—"),
    },
    xAxis: {
      type: "category",
      boundaryGap: false,
      data: Array.from({ length: pace.length }, (_, at) => String(at + 1)),
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { color: palette.quiet, interval: 9, fontSize: 11 },
    },
    yAxis: {
      type: "value",
      splitNumber: 3,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.quiet, fontSize: 11, formatter: money },
    },
    series: [
      area(words.returning, cumulate(pace.days.map((day) => day.returning)), palette.series[0]),
      area(words.new, cumulate(pace.days.map((day) => day.new)), palette.series[5]),
      { ...hidden, data: low, lineStyle: { width: 0 } },
      {
        ...hidden,
        data: band,
        lineStyle: { width: 0 },
        areaStyle: { color: palette.series[0], opacity: 0.12 },
      },
      {
        type: "line",
        name: words.forecast,
        data: ahead(pace.value, pace.forecast, today, pace.length),
        showSymbol: false,
        lineStyle: { type: "dashed", width: 1.6, color: palette.series[0] },
        itemStyle: { color: palette.series[0] },
        endLabel: {
          show: true,
          formatter: () => `${words.forecast}\n${money(pace.forecast)}`,
          color: palette.series[0],
          fontSize: 11,
        },
      },
      ...(pace.target === null
        ? []
        : [
            {
              type: "line" as const,
              name: words.target,
              data: Array.from(
                { length: pace.length },
                (_, at) => ((pace.target ?? 0) * (at + 1)) / pace.length,
              ),
              showSymbol: false,
              lineStyle: { width: 1.2, color: palette.ink },
              itemStyle: { color: palette.ink },
            },
          ]),
    ],
  };
}

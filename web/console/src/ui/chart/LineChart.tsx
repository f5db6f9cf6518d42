import { useCallback } from "react";
import { Chart, type EChartsOption } from "./Chart";
import type { ChartPalette } from "./palette";

export interface LineSeries {
  name: string;
  values: (number | null)[];
  /** `compare`: the earlier period, grey and dashed; `target`: dark dashed; `forecast`: dashed in its colour. */
  role?: "main" | "compare" | "target" | "forecast";
  area?: boolean;
  stack?: boolean;
  bar?: boolean;
}

interface Props {
  label: string;
  /** Words on the x axis. */
  x: string[];
  series: LineSeries[];
  height?: number;
  unit?: string;
  sample?: number;
  /** Writes a value on axis, tooltip and label. */
  format: (value: number) => string;
  /** Zero at the foot of the axis (default) or the data's own range, which the unit should then say. */
  fromZero?: boolean;
  onPick?: (index: number, series: string) => void;
}

const LABEL = 15;
const NARROWEST = 76;
const WIDEST = 140;

/** Room for the longest name at a line's end (px at 12 px type). */
export function labelRoom(names: string[]): number {
  const width = (name: string) => [...name].reduce((sum, sign) => sum + (sign > "\u2e80" ? 12 : 7), 12);
  return Math.min(WIDEST, Math.max(NARROWEST, ...names.map(width)));
}

/** How far each name at a line's end moves down (px) so that no two overlap. */
export function labelShifts(lasts: (number | null)[], top: number, height: number): number[] {
  const shifts = lasts.map(() => 0);
  const places = lasts
    .map((value, at) => ({ at, y: value === null ? null : height * (1 - value / (top || 1)) }))
    .filter((place): place is { at: number; y: number } => place.y !== null)
    .sort((a, b) => a.y - b.y);
  let free = Number.NEGATIVE_INFINITY;
  for (const { at, y } of places) {
    const place = Math.max(y, free);
    shifts[at] = place - y;
    free = place + LABEL;
  }
  return shifts;
}

function drawn(one: LineSeries, at: number, palette: ChartPalette, direct: boolean, shift: number) {
  const dashed = one.role === "compare" || one.role === "target" || one.role === "forecast";
  const colour =
    one.role === "compare" ? palette.quiet : one.role === "target" ? palette.ink : palette.series[at % 7];
  if (one.bar) {
    return {
      type: "bar" as const,
      name: one.name,
      data: one.values,
      stack: one.stack ? "all" : undefined,
      barMaxWidth: 22,
      itemStyle: { color: colour, borderRadius: one.stack ? 0 : ([2, 2, 0, 0] as number[]) },
    };
  }
  return {
    type: "line" as const,
    name: one.name,
    data: one.values,
    stack: one.stack ? "all" : undefined,
    showSymbol: one.values.filter((value) => value !== null).length === 1,
    symbol: "circle",
    symbolSize: 5,
    lineStyle: {
      width: dashed ? 1.4 : 2,
      type: dashed ? ("dashed" as const) : ("solid" as const),
      color: colour,
    },
    itemStyle: { color: colour },
    areaStyle: one.area || one.stack ? { color: colour, opacity: one.stack ? 0.55 : 0.1 } : undefined,
    endLabel: {
      show: direct,
      formatter: one.name,
      color: colour,
      fontSize: 12,
      offset: [0, shift],
      width: WIDEST - 12,
      overflow: "truncate" as const,
    },
    emphasis: { focus: "series" as const },
  };
}

/** About seven words on the axis, however many points there are. */
const every = (count: number) => Math.max(0, Math.ceil(count / 7) - 1);

/** Lines or bars over time with the earlier period and the target; names stand at the lines' ends. */
export function LineChart({ label, x, series, format, fromZero = true, ...rest }: Props) {
  const option = useCallback(
    (palette: ChartPalette): EChartsOption => {
      const direct = series.length > 1 && series.length <= 5 && !series.some((one) => one.bar);
      const known = series.flatMap((one) => one.values.filter((value) => value !== null));
      const lasts = series.map((one) => one.values.findLast((value) => value !== null) ?? null);
      const shifts = labelShifts(lasts, Math.max(...known, 0), (rest.height ?? 240) - 40);
      return {
        grid: {
          left: 4,
          right: direct ? labelRoom(series.map((one) => one.name)) : 12,
          top: 12,
          bottom: 2,
          outerBoundsMode: "same",
        },
        tooltip: {
          trigger: "axis",
          backgroundColor: palette.card,
          borderColor: palette.line,
          textStyle: { color: palette.ink, fontSize: 12 },
          axisPointer: {
            type: series.some((one) => one.bar) ? "shadow" : "line",
            lineStyle: { color: palette.quiet },
          },
          valueFormatter: (value) => (typeof value === "number" ? format(value) : "—"),
        },
        xAxis: {
          type: "category",
          data: x,
          boundaryGap: series.some((one) => one.bar),
          axisLine: { lineStyle: { color: palette.line } },
          axisTick: { show: false },
          axisLabel: { color: palette.quiet, fontSize: 12, hideOverlap: true, interval: every(x.length) },
        },
        yAxis: {
          type: "value",
          scale: !fromZero,
          splitNumber: 4,
          axisLabel: { color: palette.quiet, fontSize: 12, formatter: (value: number) => format(value) },
          splitLine: { lineStyle: { color: palette.line } },
        },
        series: series.map((one, at) => drawn(one, at, palette, direct, shifts[at] ?? 0)),
      };
    },
    [x, series, format, fromZero, rest.height],
  );
  const table = {
    columns: ["", ...series.map((one) => one.name)],
    rows: x.map((word, at) => [word, ...series.map((one) => one.values[at] ?? null)]),
  };
  return <Chart label={label} option={option} table={table} {...rest} />;
}

import type { EChartsType } from "echarts/core";
import type { EChartsOption } from "echarts/types/dist/shared";
import { FileSpreadsheet, ImageDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useText } from "@/i18n";
import { useTheme } from "@/theme/ThemeProvider";
import { useFormat } from "../format";
import { IconButton } from "../IconButton";
import { csvCell, download } from "../table/csv";
import styles from "./Chart.module.css";
import { type ChartPalette, readPalette } from "./palette";

export type { EChartsOption };

export interface ChartTable {
  columns: string[];
  rows: (string | number | null)[][];
}

export interface ChartProps {
  /** What it shows; file name of downloads, read by screen readers. */
  label: string;
  option: (palette: ChartPalette) => EChartsOption;
  height?: number;
  /** Unit and period, e.g. "人 · 每天". */
  unit?: string;
  /** People or rows behind it. */
  sample?: number;
  /** The figures themselves, for CSV and screen readers. */
  table: ChartTable;
  onPick?: (index: number, series: string) => void;
}

/** ECharts with our palette, unit, sample size, CSV and PNG; loaded when first drawn. */
export function Chart({ label, option, height = 240, unit, sample, table, onPick }: ChartProps) {
  const t = useText();
  const format = useFormat();
  const { dark } = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const [ready, setReady] = useState(false);
  const pick = useRef(onPick);
  pick.current = onPick;

  useEffect(() => {
    let gone = false;
    let watch: ResizeObserver | undefined;
    void import("./echarts").then(({ init }) => {
      if (gone || !box.current) return;
      const made = init(box.current);
      made.on("click", (event) => pick.current?.(event.dataIndex, event.seriesName ?? ""));
      watch = new ResizeObserver(() => made.resize());
      watch.observe(box.current);
      chart.current = made;
      setReady(true);
    });
    return () => {
      gone = true;
      watch?.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
      setReady(false);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme gives the palette new values
  useEffect(() => {
    if (!ready || !box.current) return;
    const palette = readPalette(box.current);
    const base = { color: palette.series, textStyle: { fontFamily: palette.font }, animationDuration: 300 };
    chart.current?.setOption({ ...base, ...option(palette) }, { notMerge: true });
  }, [ready, option, dark]);

  const saveCsv = () => {
    const lines = [table.columns, ...table.rows].map((row) => row.map(csvCell).join(","));
    download(`${label}.csv`, lines.join("\r\n"));
  };
  const savePng = async () => {
    if (!chart.current || !box.current) return;
    const background = readPalette(box.current).card;
    const url = chart.current.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: background });
    const bytes = Uint8Array.from(atob(url.split(",")[1] ?? ""), (sign) => sign.charCodeAt(0));
    download(`${label}.png`, new Blob([bytes], { type: "image/png" }));
  };
  return (
    <figure className={styles.frame} style={{ margin: 0 }}>
      <div className={styles.head}>
        <span>
          {[unit, sample === undefined ? "" : t("ui.chart.sample", { count: format.number(sample) })]
            .filter(Boolean)
            .join(" · ")}
        </span>
        <span className={styles.tools}>
          <IconButton label={t("ui.chart.csv")} icon={FileSpreadsheet} onClick={saveCsv} />
          <IconButton label={t("ui.chart.png")} icon={ImageDown} onClick={() => void savePng()} />
        </span>
      </div>
      <div ref={box} className={styles.canvas} style={{ height }} role="img" aria-label={label} />
    </figure>
  );
}

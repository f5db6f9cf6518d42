import { useCallback, useMemo } from "react";
import { useText } from "@/i18n";
import { Card, Chart, type ChartPalette, Definition, Delta, type EChartsOption, useFormat } from "@/ui";
import type { Pace, Span } from "./api";
import { useOpenPeople } from "./figures";
import styles from "./home.module.css";
import { monthChart } from "./monthChart";
import { definitionOf } from "./words";

/** The month: so far against pace and forecast, new against returning. */
export function MonthCard({ pace, span }: { pace: Pace; span: Span }) {
  const t = useText();
  const format = useFormat();
  const open = useOpenPeople();
  const month = Number(pace.month.slice(5));
  const against = pace.expected ?? pace.last_month;
  const change = against ? (pace.value - against) / against : null;
  const share = pace.value ? pace.returning / pace.value : 0;
  const part = (key: "new" | "returning") =>
    open({ key: "gmv", span, part: key, note: t(`home.month.${key}`) });
  return (
    <Card className={styles.month}>
      <div className={styles.monthSide}>
        <Definition text={definitionOf(t, "gmv")} icon>
          {t("home.month.title", { month })}
        </Definition>
        <button
          type="button"
          className={styles.hero}
          onClick={() => open({ key: "gmv", span, note: t("home.month.so_far") })}
        >
          {format.money(pace.value, { compact: true })}
        </button>
        <div className={styles.lines}>
          <Delta
            change={change}
            against={
              pace.expected === null
                ? t("home.month.last_month", { value: format.money(pace.last_month, { compact: true }) })
                : t("home.month.expected", { value: format.money(pace.expected, { compact: true }) })
            }
          />
          <span className="muted">
            {t("home.month.forecast")}{" "}
            <strong className={styles.ink}>{format.money(pace.forecast, { compact: true })}</strong>{" "}
            {pace.target && t("home.month.reached", { share: format.percent(pace.forecast / pace.target) })}
          </span>
        </div>
        <div className={styles.mix}>
          <div className={styles.mixBar} role="img" aria-label={t("home.month.mix")}>
            <span style={{ flexGrow: pace.returning, background: "var(--chart-1)" }} />
            <span style={{ flexGrow: pace.new, background: "var(--chart-6)" }} />
          </div>
          <div className={styles.mixWords}>
            <button type="button" className={styles.quiet} onClick={() => part("returning")}>
              {t("home.month.returning")} <b>{format.money(pace.returning, { compact: true })}</b>{" "}
              {format.percent(share)}
            </button>
            <button type="button" className={styles.quiet} onClick={() => part("new")}>
              {t("home.month.new")} <b>{format.money(pace.new, { compact: true })}</b>
            </button>
          </div>
        </div>
      </div>
      <MonthChart pace={pace} />
    </Card>
  );
}

function MonthChart({ pace }: { pace: Pace }) {
  const t = useText();
  const format = useFormat();
  const money = useCallback((minor: number) => format.money(minor, { compact: true, digits: 0 }), [format]);
  const words = useMemo(
    () => ({
      returning: t("home.month.returning"),
      new: t("home.month.new"),
      target: t("home.month.target"),
      forecast: t("home.month.forecast"),
    }),
    [t],
  );
  const option = useCallback(
    (palette: ChartPalette): EChartsOption => monthChart(pace, palette, words, money),
    [pace, words, money],
  );
  const table = {
    columns: [t("home.month.day"), words.new, words.returning],
    rows: pace.days.map((day) => [day.day, day.new / 100, day.returning / 100]),
  };
  return (
    <div className={styles.monthChart}>
      <Chart
        label={t("home.month.chart", { month: pace.month })}
        unit={t("home.month.unit", {
          low: format.money(pace.low, { compact: true }),
          high: format.money(pace.high, { compact: true }),
        })}
        option={option}
        height={196}
        table={table}
      />
    </div>
  );
}

import { Segmented } from "antd";
import { useMemo, useState } from "react";
import { useText } from "@/i18n";
import { Card, LineChart, type LineSeries, useFormat } from "@/ui";
import type { Report } from "../api";

const SPANS = [14, 30, 90] as const;

/** Entries, conversions and exits by day. */
export function DaysCard({ report }: { report: Report }) {
  const t = useText();
  const format = useFormat();
  const [span, setSpan] = useState<number>(30);
  const days = useMemo(() => report.days.slice(-span), [report.days, span]);
  const x = useMemo(() => days.map((one) => one.day.slice(5)), [days]);
  const series = useMemo<LineSeries[]>(
    () => [
      { name: t("journeys.days.entered"), values: days.map((one) => one.entered) },
      { name: t("journeys.days.converted"), values: days.map((one) => one.converted) },
      { name: t("journeys.days.exited"), values: days.map((one) => one.exited), role: "compare" },
    ],
    [days, t],
  );
  return (
    <Card
      title={t("journeys.days.title")}
      extra={
        <Segmented
          size="small"
          value={span}
          onChange={setSpan}
          options={SPANS.map((one) => ({ value: one, label: t("journeys.days.span", { count: one }) }))}
        />
      }
    >
      <LineChart
        label={t("journeys.days.title")}
        x={x}
        series={series}
        height={268}
        unit={t("journeys.days.unit")}
        sample={days.reduce((sum, one) => sum + one.entered, 0)}
        format={format.number}
      />
    </Card>
  );
}

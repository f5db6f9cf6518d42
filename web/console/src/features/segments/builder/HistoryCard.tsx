import { Segmented, Skeleton } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState, LineChart, useFormat } from "@/ui";
import { useHistory } from "../api";

const SPANS = {
  days: { days: 30, by: "day" },
  hours: { days: 2, by: "hour" },
  year: { days: 366, by: "day" },
} as const;
type Span = keyof typeof SPANS;

/** Size over time. */
export function HistoryCard({ id, height = 150 }: { id: string; height?: number }) {
  const t = useText();
  const format = useFormat();
  const [span, setSpan] = useState<Span>("days");
  const { days, by } = SPANS[span];
  const history = useHistory(id, days, by);
  const points = history.data ?? [];
  const x = useMemo(
    () =>
      (history.data ?? []).map((one) =>
        by === "hour" ? format.dateTime(one.at) : format.dateTime(one.at, "date").slice(5),
      ),
    [history.data, by, format],
  );
  const series = useMemo(
    () => [
      { name: t("segments.history.size"), values: (history.data ?? []).map((one) => one.size), area: true },
    ],
    [history.data, t],
  );
  const write = useCallback((value: number) => format.number(value, { compact: true }), [format]);
  return (
    <Card
      title={t("segments.history.title")}
      extra={
        <Segmented<Span>
          size="small"
          value={span}
          onChange={setSpan}
          options={(Object.keys(SPANS) as Span[]).map((one) => ({
            value: one,
            label: t(`segments.history.${one}`),
          }))}
        />
      }
    >
      {history.isPending && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {history.isError && <ErrorState compact error={history.error} retry={() => void history.refetch()} />}
      {history.isSuccess && points.length < 2 && (
        <EmptyState compact title={t("segments.history.empty")} lesson={t("segments.history.empty_lesson")} />
      )}
      {points.length > 1 && (
        <LineChart
          label={t("segments.history.title")}
          x={x}
          series={series}
          format={write}
          height={height}
          unit={t(by === "hour" ? "segments.history.unit_hour" : "segments.history.unit_day")}
        />
      )}
    </Card>
  );
}

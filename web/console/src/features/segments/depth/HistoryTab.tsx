import { useCallback, useMemo } from "react";
import { useText } from "@/i18n";
import { Card, EmptyState, LineChart, useFormat } from "@/ui";
import { useHistory } from "../api";
import { HistoryCard } from "../builder/HistoryCard";
import styles from "./depth.module.css";
import { WatchesCard } from "./WatchesCard";

/** 历史: size, who came and went per day, and when to be told. */
export function HistoryTab({ id }: { id: string }) {
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>
        <HistoryCard id={id} height={260} />
        <MovesCard id={id} />
      </div>
      <WatchesCard id={id} />
    </div>
  );
}

/** People who entered and left per day of the last 30. */
function MovesCard({ id }: { id: string }) {
  const t = useText();
  const format = useFormat();
  const { data } = useHistory(id, 30, "day");
  // The first count lets everybody in at once; that is no move.
  const points = useMemo(() => (data ?? []).filter((one, at) => at > 0 || one.entered !== one.size), [data]);
  const x = useMemo(() => points.map((one) => format.dateTime(one.at, "date").slice(5)), [points, format]);
  const series = useMemo(
    () => [
      { name: t("segments.history.entered"), values: points.map((one) => one.entered), bar: true },
      { name: t("segments.history.left"), values: points.map((one) => -one.left), bar: true },
    ],
    [points, t],
  );
  const write = useCallback((value: number) => format.number(Math.abs(value), { compact: true }), [format]);
  const moved = points.some((one) => one.entered || one.left);
  return (
    <Card title={t("segments.history.moves")} note={t("segments.history.moves_note")}>
      {moved ? (
        <LineChart
          label={t("segments.history.moves")}
          x={x}
          series={series}
          format={write}
          height={200}
          unit={t("segments.history.unit_day")}
        />
      ) : (
        <EmptyState
          compact
          title={t("segments.history.no_moves")}
          lesson={t("segments.history.empty_lesson")}
        />
      )}
    </Card>
  );
}

import { Progress, Skeleton } from "antd";
import { textOr, useText } from "@/i18n";
import {
  Card,
  type Column,
  DateTime,
  EmptyState,
  ErrorState,
  RowsTable,
  StatusDot,
  type Tone,
  useFormat,
} from "@/ui";
import { type Run, useRuns } from "./api";

const TONES: Record<Run["state"], Tone> = {
  queued: "neutral",
  running: "warn",
  done: "ok",
  failed: "bad",
  cancelled: "neutral",
};

function Outcome({ run }: { run: Run }) {
  const t = useText();
  const format = useFormat();
  if (run.state === "running")
    return (
      <span title={run.note}>
        <Progress size="small" percent={Math.round((100 * run.done) / Math.max(run.total, 1))} />
        <span className="caption">{run.note}</span>
      </span>
    );
  if (run.error) return <span className="muted">{run.error}</span>;
  const result = (run.result ?? {}) as Record<string, number>;
  return (
    <span>
      {Object.entries(result)
        .map(([name, value]) => `${textOr(`data.operations.result.${name}`, name)} ${format.number(value)}`)
        .join(t("data.operations.comma"))}
    </span>
  );
}

/** Runs of replay, archive and retention. */
export function RunsCard() {
  const t = useText();
  const found = useRuns();
  const columns: Column<Run>[] = [
    {
      key: "name",
      title: t("data.operations.run_name"),
      width: 150,
      render: (one) => t(`data.operations.run.${one.name}`),
    },
    {
      key: "state",
      title: t("data.operations.state"),
      width: 110,
      render: (one) => (
        <StatusDot tone={TONES[one.state]}>{t(`data.operations.state_${one.state}`)}</StatusDot>
      ),
    },
    { key: "result", title: t("data.operations.outcome"), render: (one) => <Outcome run={one} /> },
    {
      key: "at",
      title: t("data.operations.at"),
      align: "right",
      width: 170,
      render: (one) => <DateTime at={one.created_at} />,
    },
  ];
  return (
    <Card flush title={t("data.operations.runs")}>
      {found.isError && <ErrorState error={found.error} retry={() => void found.refetch()} />}
      {!found.data && !found.isError && <Skeleton active title={false} style={{ padding: 16 }} />}
      {found.data?.items.length === 0 && (
        <EmptyState compact title={t("data.operations.no_run")} lesson={t("data.operations.no_run_lesson")} />
      )}
      {found.data && found.data.items.length > 0 && (
        <RowsTable
          label={t("data.operations.runs")}
          columns={columns}
          rows={found.data.items}
          rowKey={(one) => one.id}
        />
      )}
    </Card>
  );
}

import { Segmented, Skeleton } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { textOr, useText } from "@/i18n";
import { type Column, DateTime, EmptyState, ErrorState, NumberText, RowsTable, Sparkline } from "@/ui";
import { useViolations, type Violation } from "../api";

function useViolationColumns(): Column<Violation>[] {
  const t = useText();
  return [
    {
      key: "event",
      title: t("tracking.violation.event"),
      render: (one) => (
        <Link to={`/events/catalogue?event=${encodeURIComponent(one.event)}`} style={{ fontWeight: 500 }}>
          {one.label}
        </Link>
      ),
    },
    {
      key: "what",
      title: t("tracking.violation.what"),
      render: (one) => textOr(`tracking.reason.${one.what}`, one.what),
    },
    {
      key: "path",
      title: t("tracking.violation.path"),
      render: (one) => (one.path ? <span className="mono">{one.path}</span> : "—"),
    },
    {
      key: "source",
      title: t("tracking.violation.source"),
      render: (one) => <span className="mono muted">{one.source}</span>,
    },
    {
      key: "days",
      title: t("tracking.violation.trend"),
      width: 100,
      render: (one) => (
        <Sparkline values={one.days} height={22} tone="neutral" label={t("tracking.violation.trend")} />
      ),
    },
    {
      key: "flagged",
      title: t("tracking.violation.flagged"),
      align: "right",
      width: 90,
      render: (one) => <NumberText value={one.flagged} />,
    },
    {
      key: "quarantined",
      title: t("tracking.violation.quarantined"),
      align: "right",
      width: 90,
      render: (one) => <NumberText value={one.quarantined} />,
    },
    {
      key: "latest",
      title: t("tracking.violation.latest"),
      align: "right",
      width: 130,
      render: (one) => <DateTime at={one.latest} />,
    },
  ];
}

/** How the plan was broken, by event, property and source. */
export function ViolationsTable() {
  const t = useText();
  const [days, setDays] = useState(7);
  const found = useViolations(days);
  const columns = useViolationColumns();
  return (
    <>
      <div className="row" style={{ padding: "12px 16px" }}>
        <Segmented
          value={days}
          onChange={(value) => setDays(Number(value))}
          options={[7, 30, 90].map((value) => ({
            value,
            label: t("tracking.violation.days", { count: value }),
          }))}
        />
      </div>
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 5 }} style={{ padding: 16 }} />}
      {found.isError && <ErrorState error={found.error} retry={() => void found.refetch()} />}
      {found.data?.items.length === 0 && (
        <EmptyState title={t("tracking.violation.empty")} lesson={t("tracking.violation.empty_lesson")} />
      )}
      {found.data && found.data.items.length > 0 && (
        <RowsTable
          label={t("tracking.plan.violations")}
          columns={columns}
          rows={found.data.items}
          rowKey={(one) => `${one.event}|${one.source}|${one.what}|${one.path}`}
        />
      )}
    </>
  );
}

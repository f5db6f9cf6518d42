import { Skeleton } from "antd";
import { Link } from "react-router";
import { textOr, useText } from "@/i18n";
import {
  Card,
  type Column,
  DateTime,
  EmptyState,
  ErrorState,
  KpiRow,
  NumberText,
  Percent,
  RowsTable,
  StatusDot,
  type Tone,
} from "@/ui";
import { type TagUse, useReport } from "./api";

const TONES: Record<string, Tone> = { fresh: "ok", stale: "warn", unused: "neutral" };

function useColumns(): Column<TagUse>[] {
  const t = useText();
  return [
    { key: "name", title: t("customers.tagList.name"), render: (one) => one.name },
    {
      key: "kind",
      title: t("customers.tagTree.kind"),
      render: (one) => textOr(`customers.tagKind.${one.kind}`, one.kind),
    },
    {
      key: "people",
      title: t("customers.tagList.people"),
      definition: t("customers.tagList.people_definition"),
      align: "right",
      render: (one) => (
        <Link to={`/customers?tag=${encodeURIComponent(one.name)}`}>
          <NumberText value={one.people} />
        </Link>
      ),
    },
    {
      key: "share",
      title: t("customers.tagReport.share"),
      definition: t("customers.tagReport.share_definition"),
      align: "right",
      render: (one) => <Percent value={one.share} />,
    },
    {
      key: "added",
      title: t("customers.tagReport.added"),
      definition: t("customers.tagReport.added_definition"),
      align: "right",
      render: (one) => <NumberText value={one.added} />,
    },
    {
      key: "removed",
      title: t("customers.tagReport.removed"),
      align: "right",
      render: (one) => <NumberText value={one.removed} />,
    },
    {
      key: "expiring",
      title: t("customers.tagReport.expiring"),
      definition: t("customers.tagReport.expiring_definition"),
      align: "right",
      render: (one) => <NumberText value={one.expiring} />,
    },
    {
      key: "last",
      title: t("customers.tagReport.last"),
      align: "right",
      render: (one) => <DateTime at={one.last_set} format="date" />,
    },
    {
      key: "verdict",
      title: t("customers.changes.state"),
      definition: t("customers.tagReport.verdict_definition"),
      render: (one) => (
        <StatusDot tone={TONES[one.verdict] ?? "neutral"}>
          {t(`customers.tagReport.${one.verdict}`)}
        </StatusDot>
      ),
    },
  ];
}

/** Which tags reach how many people, and which have gone stale or were never used. */
export function TagReport() {
  const t = useText();
  const report = useReport();
  const columns = useColumns();
  if (report.isError) return <ErrorState error={report.error} retry={() => report.refetch()} />;
  if (report.isPending) return <Skeleton active style={{ padding: 16 }} />;
  if (report.data.length === 0)
    return <EmptyState title={t("customers.tagList.empty")} lesson={t("customers.tagList.empty_lesson")} />;
  const count = (verdict: string) => report.data.filter((one) => one.verdict === verdict).length;
  return (
    <>
      <KpiRow
        items={[
          { label: t("customers.tagReport.all"), value: report.data.length },
          ...["fresh", "stale", "unused"].map((one) => ({
            label: t(`customers.tagReport.${one}`),
            value: count(one),
            definition: t("customers.tagReport.verdict_definition"),
          })),
        ]}
      />
      <Card flush>
        <RowsTable
          label={t("customers.tagReport.title")}
          columns={columns}
          rows={report.data}
          rowKey={(one) => one.id}
        />
      </Card>
    </>
  );
}

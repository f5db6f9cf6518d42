import { Button, Skeleton } from "antd";
import { Download, Send } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import {
  Card,
  Chip,
  type Column,
  DateTime,
  EmptyState,
  ErrorState,
  NumberText,
  RowsTable,
  StatusDot,
  type Tone,
} from "@/ui";
import type { Segment } from "../api";
import { ExportButton } from "../builder/ExportButton";
import { fileOf, type SegmentExport, useExports } from "./api";
import styles from "./depth.module.css";
import { ExportDialog } from "./ExportDialog";

const TONES: Record<string, Tone> = {
  queued: "neutral",
  running: "brand",
  done: "ok",
  failed: "bad",
  cancelled: "neutral",
};

/** 导出: CSV now; audience files and webhooks as jobs, with who asked and on what ground. */
export function ExportsTab({ segment }: { segment: Segment }) {
  const t = useText();
  const found = useExports(segment.id);
  const [asking, setAsking] = useState(false);
  const rows = found.data ?? [];
  return (
    <Card
      flush
      title={t("segments.export.title")}
      note={t("segments.export.note")}
      extra={
        <span className="row">
          <ExportButton segment={segment} />
          <Button icon={<Send size={15} aria-hidden />} onClick={() => setAsking(true)}>
            {t("segments.export.new")}
          </Button>
        </span>
      }
    >
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 3 }} className={styles.inset} />}
      {found.isError && <ErrorState compact error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && rows.length === 0 && (
        <EmptyState compact title={t("segments.export.empty")} lesson={t("segments.export.empty_lesson")} />
      )}
      {rows.length > 0 && <ExportTable id={segment.id} rows={rows} />}
      <ExportDialog segment={segment} open={asking} onClose={() => setAsking(false)} />
    </Card>
  );
}

function ExportTable({ id, rows }: { id: string; rows: SegmentExport[] }) {
  const t = useText();
  const columns: Column<SegmentExport>[] = [
    {
      key: "target",
      title: t("segments.export.target"),
      render: (one) => (
        <span className="row">
          <span className="strong">{t(`segments.export.target_${one.target}`)}</span>
          <span className="caption ellipsis">{detailOf(one, t)}</span>
        </span>
      ),
    },
    {
      key: "state",
      title: t("segments.list.state"),
      width: 220,
      render: (one) => (
        <span title={one.error}>
          <StatusDot tone={TONES[one.state] ?? "neutral"}>
            {one.error || t(`segments.export.state_${one.state}`)}
          </StatusDot>
        </span>
      ),
    },
    {
      key: "people",
      title: t("segments.export.people"),
      align: "right",
      width: 84,
      render: (one) => <NumberText value={one.people} />,
    },
    {
      key: "sent",
      title: t("segments.export.sent"),
      definition: t("segments.export.sent_definition"),
      align: "right",
      width: 84,
      render: (one) => (
        <span className="strong">
          <NumberText value={one.sent} />
        </span>
      ),
    },
    { key: "skipped", title: t("segments.export.skipped"), width: 190, render: (one) => skippedOf(one, t) },
    {
      key: "basis",
      title: t("segments.export.basis"),
      width: 130,
      render: (one) => <Chip title={one.basis_note}>{t(`segments.export.basis_${one.basis}`)}</Chip>,
    },
    {
      key: "by",
      title: t("segments.snapshot.by"),
      width: 170,
      render: (one) => (
        <span>
          {one.by || "—"}{" "}
          <span className="caption">
            <DateTime at={one.created_at} />
          </span>
        </span>
      ),
    },
    {
      key: "file",
      title: "",
      align: "right",
      width: 84,
      render: (one) =>
        one.file && (
          <a className={styles.link} href={fileOf(id, `exports/${one.id}/file`)} download>
            <Download size={14} aria-hidden /> {t("segments.export.file")}
          </a>
        ),
    },
  ];
  return (
    <RowsTable label={t("segments.export.title")} columns={columns} rows={rows} rowKey={(one) => one.id} />
  );
}

type Translate = ReturnType<typeof useText>;

function detailOf(one: SegmentExport, t: Translate): string {
  const settings = one.settings as { kind?: string; url?: string };
  if (settings.url) return settings.url;
  return settings.kind ? t(`segments.export.kind_${settings.kind}`) : "";
}

function skippedOf(one: SegmentExport, t: Translate): string {
  const found = Object.entries(one.skipped).filter(([, count]) => count > 0);
  return found.length
    ? found
        .map(([reason, count]) => t(`segments.export.skipped_${reason}`, { count }))
        .join(t("segments.list_comma"))
    : "—";
}

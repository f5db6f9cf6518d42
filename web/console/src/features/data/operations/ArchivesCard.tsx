import { Button, DatePicker, Form, Input, Skeleton } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useText } from "@/i18n";
import {
  Card,
  type Column,
  ConfirmButton,
  DateTime,
  EmptyState,
  ErrorState,
  FormDialog,
  NumberText,
  RowsTable,
} from "@/ui";
import { type Archive, useArchives, useExport, useImport } from "./api";
import { Bytes } from "./Bytes";

interface Words {
  name: string;
  range?: [Dayjs, Dayjs] | null;
  names?: string;
}

function ExportDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  return (
    <FormDialog<Words, Parameters<ReturnType<typeof useExport>["mutate"]>[0], unknown>
      open={open}
      onClose={onClose}
      title={t("data.operations.export")}
      purpose={t("data.operations.export_purpose")}
      submit={t("data.operations.export_start")}
      mutation={useExport()}
      initial={{ name: "", names: "" }}
      request={(words) => ({
        name: words.name.trim(),
        start: words.range ? words.range[0].startOf("day").valueOf() : null,
        end: words.range ? words.range[1].add(1, "day").startOf("day").valueOf() : null,
        names: (words.names ?? "").split(/[\s,，]+/).filter(Boolean),
      })}
    >
      <Form.Item
        name="name"
        label={t("data.operations.archive_name")}
        rules={[{ required: true, message: t("data.operations.archive_name_needed") }]}
      >
        <Input placeholder="2026-q1" maxLength={80} />
      </Form.Item>
      <Form.Item name="range" label={t("data.operations.range")} extra={t("data.operations.range_extra")}>
        <DatePicker.RangePicker style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="names" label={t("data.operations.names")} extra={t("data.operations.names_extra")}>
        <Input placeholder="order_paid, page_viewed" />
      </Form.Item>
    </FormDialog>
  );
}

function ImportButton({ one }: { one: Archive }) {
  const t = useText();
  const load = useImport();
  return (
    <ConfirmButton
      question={t("data.operations.import_question", { name: one.name })}
      lesson={t("data.operations.import_lesson")}
      confirm={t("data.operations.import")}
      danger={false}
      onConfirm={() => load.mutate(one.name)}
      button={{ size: "small", loading: load.isPending }}
    >
      {t("data.operations.import")}
    </ConfirmButton>
  );
}

function useColumns(may: boolean): Column<Archive>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("data.operations.archive"),
      render: (one) => <span className="mono">{one.name}</span>,
    },
    { key: "first", title: t("data.operations.first"), render: (one) => <DateTime at={one.first} /> },
    { key: "last", title: t("data.operations.last"), render: (one) => <DateTime at={one.last} /> },
    {
      key: "events",
      title: t("data.operations.events"),
      align: "right",
      render: (one) => <NumberText value={one.events} />,
    },
    {
      key: "bytes",
      title: t("data.operations.size"),
      align: "right",
      render: (one) => <Bytes value={one.bytes} />,
    },
    { key: "do", title: "", align: "right", render: (one) => may && <ImportButton one={one} /> },
  ];
}

/** The log as Parquet files: written, listed, read back. */
export function ArchivesCard({ may }: { may: boolean }) {
  const t = useText();
  const found = useArchives();
  const [exporting, setExporting] = useState(false);
  const columns = useColumns(may);
  return (
    <Card
      flush
      title={t("data.operations.archives")}
      note={t("data.operations.archives_note")}
      extra={
        may && (
          <Button size="small" onClick={() => setExporting(true)}>
            {t("data.operations.export")}
          </Button>
        )
      }
    >
      {found.isError && <ErrorState error={found.error} retry={() => void found.refetch()} />}
      {!found.data && !found.isError && <Skeleton active title={false} style={{ padding: 16 }} />}
      {found.data?.length === 0 && (
        <EmptyState
          compact
          title={t("data.operations.no_archive")}
          lesson={t("data.operations.no_archive_lesson")}
        />
      )}
      {found.data && found.data.length > 0 && (
        <RowsTable
          label={t("data.operations.archives")}
          columns={columns}
          rows={found.data}
          rowKey={(one) => one.name}
        />
      )}
      <ExportDialog open={exporting} onClose={() => setExporting(false)} />
    </Card>
  );
}

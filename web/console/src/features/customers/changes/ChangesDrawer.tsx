import { Skeleton } from "antd";
import { useText } from "@/i18n";
import {
  type Column,
  ConfirmButton,
  DateTime,
  EmptyState,
  ErrorState,
  NumberText,
  RowsTable,
  SideDrawer,
  StatusDot,
  type Tone,
} from "@/ui";
import { type Change, useChanges } from "./api";
import { useFollowChange } from "./useFollowChange";
import { useSayChange } from "./words";

const TONES: Record<string, Tone> = { running: "brand", undoing: "brand", done: "ok", undone: "neutral" };

function useColumns(): Column<Change>[] {
  const t = useText();
  const say = useSayChange();
  const { takeBack } = useFollowChange();
  return [
    { key: "at", title: t("customers.changes.at"), width: 130, render: (one) => <DateTime at={one.at} /> },
    { key: "what", title: t("customers.changes.what"), render: say },
    { key: "by", title: t("customers.changes.by"), width: 90, render: (one) => one.by },
    {
      key: "changed",
      title: t("customers.changes.people"),
      definition: t("customers.changes.people_definition"),
      align: "right",
      width: 90,
      render: (one) => <NumberText value={one.changed} />,
    },
    {
      key: "state",
      title: t("customers.changes.state"),
      width: 150,
      render: (one) => (
        <StatusDot tone={TONES[one.state] ?? "neutral"}>
          {t(`customers.changes.is_${one.state}`)}
          {one.skipped > 0 && (
            <span className="muted"> · {t("customers.changes.skipped", { count: one.skipped })}</span>
          )}
        </StatusDot>
      ),
    },
    {
      key: "undo",
      title: "",
      align: "right",
      width: 80,
      render: (one) =>
        one.undoable && (
          <ConfirmButton
            question={t("customers.changes.undo_question")}
            people={one.changed}
            lesson={t("customers.changes.undo_lesson")}
            confirm={t("customers.bulk.undo")}
            danger={false}
            onConfirm={() => takeBack(one)}
            button={{ type: "link", size: "small" }}
          >
            {t("customers.bulk.undo")}
          </ConfirmButton>
        ),
    },
  ];
}

/** What was done to many people at once, each with its way back for 30 days. */
export function ChangesDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const changes = useChanges(open);
  const columns = useColumns();
  const rows = changes.data?.items ?? [];
  return (
    <SideDrawer
      open={open}
      onClose={onClose}
      title={t("customers.changes.title")}
      purpose={t("customers.changes.purpose")}
    >
      {changes.isPending && <Skeleton active title={false} />}
      {changes.isError && <ErrorState error={changes.error} retry={() => void changes.refetch()} compact />}
      {changes.isSuccess && rows.length === 0 && (
        <EmptyState title={t("customers.changes.empty")} lesson={t("customers.changes.empty_lesson")} />
      )}
      {rows.length > 0 && (
        <RowsTable
          label={t("customers.changes.title")}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.id}
        />
      )}
    </SideDrawer>
  );
}

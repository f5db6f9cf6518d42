import { Skeleton } from "antd";
import { useText } from "@/i18n";
import { type Column, ConfirmButton, EmptyState, ErrorState, NumberText, RowsTable, SideDrawer } from "@/ui";
import { type Preview, useApplyRetention, usePreview } from "./api";
import { Bytes } from "./Bytes";

type Part = Preview["parts"][number];

/** What the next run would remove, before it does. */
export function PreviewDrawer({ open, may, onClose }: { open: boolean; may: boolean; onClose: () => void }) {
  const t = useText();
  const found = usePreview(open);
  const apply = useApplyRetention();
  const data = found.data;
  const columns: Column<Part>[] = [
    {
      key: "name",
      title: t("data.operations.event"),
      render: (one) => <span title={one.name}>{one.label}</span>,
    },
    { key: "month", title: t("data.operations.month"), render: (one) => one.month },
    {
      key: "events",
      title: t("data.operations.events"),
      align: "right",
      render: (one) => <NumberText value={one.events} />,
    },
  ];
  return (
    <SideDrawer open={open} onClose={onClose} title={t("data.operations.preview_title")}>
      {found.isError && <ErrorState error={found.error} retry={() => void found.refetch()} />}
      {!data && !found.isError && <Skeleton active />}
      {data && data.events + data.log_segments === 0 && (
        <EmptyState
          compact
          title={t("data.operations.nothing_goes")}
          lesson={t("data.operations.nothing_goes_lesson")}
        />
      )}
      {data && data.events + data.log_segments > 0 && (
        <>
          <p>{t("data.operations.going", { count: data.events })}</p>
          {data.parts.length > 0 && (
            <RowsTable
              label={t("data.operations.preview_title")}
              columns={columns}
              rows={data.parts}
              rowKey={(one) => `${one.name} ${one.month}`}
            />
          )}
          {data.log_segments > 0 && (
            <p className="muted">
              {t("data.operations.going_log", { count: data.log_events })} <Bytes value={data.log_bytes} />
            </p>
          )}
          {may && (
            <ConfirmButton
              question={t("data.operations.apply_question", { count: data.events })}
              lesson={t("data.operations.apply_lesson")}
              confirm={t("data.operations.apply")}
              onConfirm={() => apply.mutate(undefined, { onSuccess: onClose })}
              button={{ danger: true, style: { marginTop: 16 } }}
            >
              {t("data.operations.apply")}
            </ConfirmButton>
          )}
        </>
      )}
    </SideDrawer>
  );
}

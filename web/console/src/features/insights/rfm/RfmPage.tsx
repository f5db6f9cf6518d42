import { Select } from "antd";
import { useState } from "react";
import { useCan } from "@/api/session";
import { textOr, useText } from "@/i18n";
import {
  Card,
  type Column,
  EmptyState,
  ErrorState,
  NumberText,
  PageFrame,
  PageSkeleton,
  RowsTable,
  toast,
} from "@/ui";
import { type RfmReport, useRfm, useSetHigh } from "../api";
import { BehindDrawer, type Opened } from "../BehindDrawer";
import styles from "../Insights.module.css";
import { CellCards } from "./CellCards";
import { ScoreGrid } from "./ScoreGrid";

type Move = RfmReport["moves"][number];

/** What customers are worth by recency, frequency and spend: eight cells, and who stands in each. */
export default function RfmPage() {
  const t = useText();
  const report = useRfm();
  const can = useCan()("analytics.write");
  const [opened, setOpened] = useState<Opened | null>(null);
  if (report.isPending) return <PageSkeleton />;
  if (report.isError) return <ErrorState error={report.error} retry={() => void report.refetch()} />;
  const { total, cells, grid, moves, high } = report.data;
  return (
    <PageFrame
      title={t("insights.rfm.title")}
      purpose={t("insights.rfm.purpose")}
      actions={<HighSelect high={high} disabled={!can} />}
    >
      {total.customers === 0 ? (
        <Card>
          <EmptyState title={t("insights.rfm.empty")} lesson={t("insights.rfm.empty_lesson")} />
        </Card>
      ) : (
        <>
          <CellCards cells={cells} onOpen={setOpened} />
          <div className={styles.two}>
            <Card title={t("insights.rfm.grid")} note={t("insights.rfm.grid_note")}>
              <ScoreGrid grid={grid} onOpen={setOpened} />
            </Card>
            <Card flush title={t("insights.rfm.moves")} note={t("insights.rfm.moves_note")}>
              {moves.length === 0 ? (
                <EmptyState title={t("insights.rfm.no_moves")} lesson={t("insights.rfm.no_moves_lesson")} />
              ) : (
                <RowsTable
                  label={t("insights.rfm.moves")}
                  columns={moveColumns(t)}
                  rows={moves.slice(0, 12)}
                  rowKey={(one) => `${one.previous}>${one.cell}`}
                  compact
                />
              )}
            </Card>
          </div>
        </>
      )}
      <BehindDrawer opened={opened} onClose={() => setOpened(null)} />
    </PageFrame>
  );
}

const cellName = (cell: string, t: ReturnType<typeof useText>) =>
  cell ? textOr(`insights.cell.${cell}`, cell) : t("insights.rfm.first_order");

function moveColumns(t: ReturnType<typeof useText>): Column<Move>[] {
  return [
    { key: "from", title: t("insights.rfm.from"), render: (one) => cellName(one.previous, t) },
    { key: "to", title: t("insights.rfm.to"), render: (one) => cellName(one.cell, t) },
    {
      key: "customers",
      title: t("insights.rfm.customers"),
      align: "right",
      render: (one) => <NumberText value={one.customers} />,
    },
  ];
}

function HighSelect({ high, disabled }: { high: number; disabled: boolean }) {
  const t = useText();
  const set = useSetHigh();
  return (
    <Select
      value={high}
      disabled={disabled}
      loading={set.isPending}
      aria-label={t("insights.rfm.high")}
      style={{ width: 190 }}
      onChange={(value) =>
        set.mutate(value, { onSuccess: () => toast.success(t("insights.rfm.high_saved")) })
      }
      options={[2, 3, 4, 5].map((value) => ({ value, label: t("insights.rfm.high_from", { score: value }) }))}
    />
  );
}

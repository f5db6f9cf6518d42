import { useText } from "@/i18n";
import { type Column, NumberText, RowsTable } from "@/ui";
import { type Lifecycle, STAGES, type Unit } from "../api";
import styles from "../Insights.module.css";

type Row = Lifecycle["periods"][number];

interface Props {
  periods: Row[];
  unit: Unit;
  name: (stage: string) => string;
  onOpen: (period: Row, stage: string) => void;
}

/** People per stage at the end of each period, with what came in and went out. */
export function StagesTable({ periods, unit, name, onOpen }: Props) {
  const t = useText();
  const columns: Column<Row>[] = [
    {
      key: "period",
      title: t(`insights.unit.${unit}`),
      render: (one) => (
        <span>
          {unit === "month" ? one.label.slice(0, 7) : one.label}
          {!one.complete && <span className="muted"> · {t("insights.lifecycle.running")}</span>}
        </span>
      ),
    },
    ...STAGES.map((stage) => ({
      key: stage,
      title: name(stage),
      align: "right" as const,
      render: (one: Row) => {
        const entered = sum(one, (move) => move.stage === stage);
        const left = sum(one, (move) => move.previous === stage);
        return (
          <span>
            <span className="muted" style={{ fontSize: 12, marginRight: 8 }}>
              {entered > 0 && `+${entered}`} {left > 0 && `−${left}`}
            </span>
            <button type="button" className={styles.link} onClick={() => onOpen(one, stage)}>
              <NumberText value={one.counts[stage] ?? 0} />
            </button>
          </span>
        );
      },
    })),
  ];
  return (
    <RowsTable
      label={t("insights.lifecycle.periods")}
      columns={columns}
      rows={[...periods].reverse()}
      rowKey={(one) => one.label}
      compact
    />
  );
}

const sum = (row: Row, fits: (move: Row["moves"][number]) => boolean) =>
  row.moves.filter(fits).reduce((total, move) => total + move.people, 0);

import { useText } from "@/i18n";
import { Card, type Column, Delta, NumberText, Percent, RowsTable, useFormat } from "@/ui";
import styles from "../analytics.module.css";
import type { FunnelAnswer } from "../api";
import { duration, points } from "../words";

interface Props {
  answer: FunnelAnswer;
  before: FunnelAnswer | undefined;
  open: (step: number, dropped?: boolean) => void;
}

interface Row {
  at: number;
  step: FunnelAnswer["steps"][number];
  lost: number | null;
  change: number | null;
}

/** Step by step: people, conversions, losses, times. */
export function StepsCard({ answer, before, open }: Props) {
  const t = useText();
  const rows = answer.steps.map((step, at) => ({
    at,
    step,
    lost: at ? (answer.steps[at - 1]?.count ?? 0) - step.count : null,
    change: points(step.from_previous, before?.steps[at]?.from_previous),
  }));
  return (
    <Card title={t("analytics.funnel.steps")} flush>
      <RowsTable
        label={t("analytics.funnel.steps")}
        columns={useColumns(open, before !== undefined)}
        rows={rows}
        rowKey={(row) => String(row.at)}
      />
    </Card>
  );
}

function useColumns(open: Props["open"], compared: boolean): Column<Row>[] {
  const t = useText();
  const format = useFormat();
  const time = (key: "median" | "mean" | "p90"): Column<Row> => ({
    key,
    title: t(`analytics.funnel.column.${key}`),
    definition: t(`analytics.funnel.column.${key}_definition`),
    align: "right",
    render: (row) => duration(row.step.time?.[key], t, format),
  });
  return [
    {
      key: "step",
      title: t("analytics.funnel.column.step"),
      render: (row) => (
        <span className={styles.key}>
          <span className={styles.mark}>{row.at + 1}</span>
          <span className={styles.strong}>{row.step.label}</span>
        </span>
      ),
    },
    {
      key: "people",
      title: t("analytics.unit.people"),
      definition: t("analytics.funnel.column.people_definition"),
      align: "right",
      render: (row) => (
        <button
          type="button"
          className={`${styles.number} ${styles.strong}`}
          onClick={() => open(row.at + 1)}
        >
          <NumberText value={row.step.count} />
        </button>
      ),
    },
    {
      key: "lost",
      title: t("analytics.funnel.column.lost"),
      definition: t("analytics.funnel.column.lost_definition"),
      align: "right",
      render: (row) =>
        row.lost === null ? (
          "—"
        ) : (
          <button type="button" className={styles.number} onClick={() => open(row.at + 1, true)}>
            <NumberText value={row.lost} />
          </button>
        ),
    },
    {
      key: "previous",
      title: t("analytics.funnel.column.from_previous"),
      definition: t("analytics.funnel.column.from_previous_definition"),
      align: "right",
      render: (row) => <Percent value={row.step.from_previous} />,
    },
    ...(compared
      ? [
          {
            key: "change",
            title: t("analytics.funnel.column.change"),
            definition: t("analytics.funnel.column.change_definition"),
            align: "right" as const,
            render: (row: Row) => <Delta change={row.change} kind="points" />,
          },
        ]
      : []),
    {
      key: "first",
      title: t("analytics.funnel.column.from_first"),
      definition: t("analytics.funnel.column.from_first_definition"),
      align: "right",
      render: (row) => <Percent value={row.step.from_first} />,
    },
    time("median"),
    time("mean"),
    time("p90"),
  ];
}

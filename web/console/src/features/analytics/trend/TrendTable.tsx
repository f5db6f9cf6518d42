import { useText } from "@/i18n";
import { Card, type Column, RowsTable, useFormat } from "@/ui";
import styles from "../analytics.module.css";
import type { TrendAnswer } from "../api";
import type { Period } from "../days";
import { figure } from "../words";
import { type Line, periodWord, sameYear } from "./lines";
import type { OpenPoint } from "./TrendResult";

interface Props {
  period: Period;
  answer: TrendAnswer;
  lines: Line[];
  open: OpenPoint;
}

interface Row {
  at: number;
  label: string;
  complete: boolean;
}

const MOST_COLUMNS = 8;

/** Every figure of the chart, the latest first; each opens its people. */
export function TrendTable({ period, answer, lines, open }: Props) {
  const t = useText();
  const format = useFormat();
  const short = sameYear(answer);
  const shown = lines.slice(0, MOST_COLUMNS);
  const rows = answer.periods
    .map((one, at): Row => ({ at, label: one.label, complete: one.complete }))
    .reverse();
  const number = (line: Line, value: number | null | undefined, at: number | null) =>
    value ? (
      <button type="button" className={styles.number} onClick={() => open(line, at)}>
        {figure(value, line.measure, format)}
      </button>
    ) : (
      <span className="muted">{figure(value, line.measure, format)}</span>
    );
  const before = shown.length === 1 && shown[0]?.before ? shown[0].before : undefined;
  const columns: Column<Row>[] = [
    {
      key: "period",
      title: t("analytics.trend.column.period"),
      render: (row) => (
        <>
          {periodWord(row.label, short, period)}
          {!row.complete && <span className="muted"> {t("analytics.trend.running")}</span>}
        </>
      ),
    },
    ...shown.map((line) => ({
      key: line.key,
      title: line.name,
      align: "right" as const,
      render: (row: Row) => number(line, line.numbers[row.at], row.at),
    })),
    ...(before
      ? [
          {
            key: "before",
            title: t("analytics.trend.column.before"),
            align: "right" as const,
            render: (row: Row) => (
              <span className="muted">
                {shown[0] && figure(before.numbers[row.at], shown[0].measure, format)}
                {answer.compared_periods[row.at] && (
                  <span> · {periodWord(answer.compared_periods[row.at]?.label ?? "", short, period)}</span>
                )}
              </span>
            ),
          },
        ]
      : []),
  ];
  const total = [
    t("analytics.trend.column.total"),
    ...shown.map((line) => <span key={line.key}>{number(line, line.total, null)}</span>),
    before && shown[0] && figure(before.total, shown[0].measure, format),
  ];
  return (
    <Card
      title={t("analytics.trend.table")}
      note={
        lines.length > MOST_COLUMNS ? t("analytics.trend.rest_in_csv", { count: MOST_COLUMNS }) : undefined
      }
      flush
    >
      <div className={styles.scroll}>
        <RowsTable
          label={t("analytics.trend.table")}
          compact
          columns={columns}
          rows={rows}
          rowKey={(row) => String(row.at)}
          total={total}
        />
      </div>
    </Card>
  );
}

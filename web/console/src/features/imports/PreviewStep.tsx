import { Button, Skeleton, Tooltip } from "antd";
import { Play } from "lucide-react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, type Column, ErrorState, KpiRow, NONE, NumberText, RowsTable } from "@/ui";
import { type Import, type Preview, type Target, usePreview, useStart, useTargets } from "./api";
import styles from "./Imports.module.css";
import { labelOf } from "./mapping";

type Problem = Preview["problems"][number];

function Summary({ preview }: { preview: Preview }) {
  const t = useText();
  const kpi = (name: "checked" | "good" | "bad" | "skipped") => ({
    label: t(`imports.preview.${name}`),
    definition: t(`imports.preview.${name}_definition`),
    value: <NumberText value={preview[name]} />,
    alarm: name === "bad" && preview.bad > 0,
  });
  return (
    <KpiRow
      items={[
        {
          label: t("imports.preview.rows"),
          definition: t("imports.preview.rows_definition"),
          value: (
            <NumberText value={preview.rows_in_file ?? (preview.checked < 2000 ? preview.checked : null)} />
          ),
        },
        kpi("checked"),
        kpi("good"),
        kpi("bad"),
        kpi("skipped"),
      ]}
    />
  );
}

const words = (value: unknown, t: ReturnType<typeof useText>) =>
  typeof value === "boolean"
    ? t(`imports.preview.${value ? "yes" : "no"}`)
    : value === null || value === undefined || value === ""
      ? NONE
      : Array.isArray(value)
        ? value.join(" · ")
        : String(value);

/** The first rows as they will be; a cell that cannot be taken in is red and says why. */
function Rows({ preview, targets }: { preview: Preview; targets: Target[] }) {
  const t = useText();
  const names = Object.keys(preview.mapping);
  const reasonOf = (row: number, column: string | undefined) =>
    preview.problems.find((one) => one.row === row && one.column === column)?.reason;
  return (
    <div className={styles.rows}>
      <table aria-label={t("imports.preview.first")}>
        <thead>
          <tr>
            <th scope="col">{t("imports.preview.row")}</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {labelOf(targets, name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row) => (
            <tr key={row.row} className={Object.keys(row.problems).length ? styles.badRow : undefined}>
              <td className="muted">{row.row}</td>
              {names.map((name) => {
                const column = preview.mapping[name];
                const wrong = column !== undefined && column in row.problems;
                return (
                  <td key={name}>
                    {wrong ? (
                      <Tooltip title={reasonOf(row.row, column)}>
                        <span className={styles.badCell}>{words(row.values[name], t)}</span>
                      </Tooltip>
                    ) : (
                      words(row.values[name], t)
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Problems({ preview }: { preview: Preview }) {
  const t = useText();
  const columns: Column<Problem>[] = [
    { key: "row", title: t("imports.preview.row"), width: 80, render: (one) => one.row },
    { key: "column", title: t("imports.map.column"), width: 160, render: (one) => one.column },
    {
      key: "value",
      title: t("imports.preview.value"),
      width: 220,
      render: (one) => <span className="mono">{one.value || NONE}</span>,
    },
    { key: "reason", title: t("imports.preview.reason"), render: (one) => one.reason },
  ];
  const shown = preview.problems.slice(0, 20);
  return (
    <Card
      flush
      title={t("imports.preview.problems")}
      note={t("imports.preview.problems_note", { shown: shown.length, count: preview.problems.length })}
    >
      <RowsTable
        label={t("imports.preview.problems")}
        columns={columns}
        rows={shown}
        rowKey={(one) => `${one.row}:${one.column}:${one.code}`}
        compact
      />
    </Card>
  );
}

interface Props {
  row: Import;
  onBack: () => void;
  onStarted: () => void;
}

/** Step 3: what would come in, what would not, and why. Nothing is written yet. */
export function PreviewStep({ row, onBack, onStarted }: Props) {
  const t = useText();
  const may = useCan()("imports.write");
  const preview = usePreview(row.id, { kind: row.kind, columns: row.columns, options: row.options });
  const targets = useTargets(row.kind);
  const start = useStart(row.id);
  if (preview.isPending)
    return (
      <Card>
        <Skeleton active paragraph={{ rows: 10 }} />
      </Card>
    );
  if (preview.isError)
    return (
      <Card>
        <ErrorState error={preview.error} retry={() => void preview.refetch()} />
      </Card>
    );
  const found = preview.data;
  return (
    <>
      <Summary preview={found} />
      <Card flush title={t("imports.preview.first")} note={t("imports.preview.first_note")}>
        <Rows preview={found} targets={targets.data ?? []} />
        <div className={styles.foot}>
          <span className="caption">
            {t(found.bad > 0 ? "imports.preview.lesson_bad" : "imports.preview.lesson")}
          </span>
          <Button onClick={onBack}>{t("imports.preview.back")}</Button>
          <Button
            type="primary"
            icon={<Play size={14} />}
            loading={start.isPending}
            disabled={!may}
            onClick={() => start.mutate(undefined, { onSuccess: onStarted })}
          >
            {t("imports.preview.start")}
          </Button>
        </div>
      </Card>
      {found.problems.length > 0 && <Problems preview={found} />}
    </>
  );
}

import { Button, Progress, Select } from "antd";
import { Upload } from "lucide-react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { type Column, DataTable, DateTime, NumberText, PageFrame, StatusDot } from "@/ui";
import { type Import, KINDS, STATES, useImports } from "./api";
import { countOf, ICONS, sizeWords, toneOf } from "./words";

function FileCell({ row }: { row: Import }) {
  const t = useText();
  const Icon = ICONS[row.kind];
  return (
    <span className="row" style={{ gap: 10 }}>
      <Icon size={16} color="var(--ink-3)" strokeWidth={1.8} aria-hidden />
      <span style={{ lineHeight: "19px" }}>
        <span style={{ display: "block", fontWeight: 500 }}>{row.file_name}</span>
        <span className="caption">
          {t(`imports.kind.${row.kind}`)} · {sizeWords(row.file_size)}
        </span>
      </span>
    </span>
  );
}

function StateCell({ row }: { row: Import }) {
  const t = useText();
  if (row.state === "running" && row.progress) {
    const percent = row.progress.total ? Math.round((100 * row.progress.done) / row.progress.total) : 0;
    return <Progress percent={percent} size="small" style={{ width: 150, margin: 0 }} />;
  }
  return (
    <div style={{ lineHeight: "19px" }}>
      <StatusDot tone={toneOf(row.state)}>{t(`imports.state.${row.state}`)}</StatusDot>
      {row.error && (
        <div className="caption ellipsis" style={{ maxWidth: 240 }} title={row.error}>
          {row.error}
        </div>
      )}
    </div>
  );
}

function useImportColumns(): Column<Import>[] {
  const t = useText();
  const count = (name: string): Column<Import> => ({
    key: name,
    title: t(`imports.count.${name}`),
    definition: t(`imports.count.${name}_definition`),
    align: "right",
    render: (row) => <NumberText value={countOf(row, name)} />,
    csv: (row) => countOf(row, name),
  });
  return [
    {
      key: "file",
      title: t("imports.list.file"),
      sort: "file_name",
      required: true,
      render: (row) => <FileCell row={row} />,
      csv: (row) => row.file_name,
    },
    {
      key: "state",
      title: t("imports.list.state"),
      render: (row) => <StateCell row={row} />,
      csv: (row) => row.state,
    },
    count("rows"),
    count("written"),
    { ...count("unchanged"), hidden: true },
    count("bad"),
    {
      key: "created_at",
      title: t("imports.list.created"),
      sort: "created_at",
      align: "right",
      render: (row) => <DateTime at={row.created_at} />,
      csv: (row) => row.created_at,
    },
  ];
}

/** Every file that was taken in, and what came of it. */
export default function ImportsPage() {
  const t = useText();
  const navigate = useNavigate();
  const list = useImports();
  const columns = useImportColumns();
  const add = useCan()("imports.write") && (
    <Button type="primary" icon={<Upload size={15} />} onClick={() => navigate("/imports/new")}>
      {t("imports.list.create")}
    </Button>
  );
  return (
    <PageFrame title={t("imports.list.title")} purpose={t("imports.list.purpose")} actions={add}>
      <DataTable
        name="imports"
        list={list}
        columns={columns}
        search={t("imports.list.search")}
        filters={
          <>
            <Select
              value={list.filters.kind}
              onChange={(kind) => list.change({ kind })}
              style={{ width: 120 }}
              aria-label={t("imports.list.kind")}
              options={[
                { value: "", label: t("imports.list.all_kinds") },
                ...KINDS.map((value) => ({ value, label: t(`imports.kind.${value}`) })),
              ]}
            />
            <Select
              value={list.filters.state}
              onChange={(state) => list.change({ state })}
              style={{ width: 120 }}
              aria-label={t("imports.list.state")}
              options={[
                { value: "", label: t("imports.list.all_states") },
                ...STATES.map((value) => ({ value, label: t(`imports.state.${value}`) })),
              ]}
            />
          </>
        }
        empty={{ title: t("imports.list.empty"), lesson: t("imports.list.empty_lesson"), action: add }}
        onOpen={(row) => navigate(`/imports/${row.id}`)}
      />
    </PageFrame>
  );
}

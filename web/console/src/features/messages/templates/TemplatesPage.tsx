import { Button, Segmented } from "antd";
import { Plus } from "lucide-react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Chip, type Column, DataTable, DateTime, PageFrame } from "@/ui";
import { type Template, useTemplates } from "../api";

function useTemplateColumns(): Column<Template>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("messages.template.name"),
      sort: "name",
      required: true,
      render: (one) => (
        <div style={{ lineHeight: "19px" }}>
          <div style={{ fontWeight: 500 }}>{one.name}</div>
          <span className="mono muted">{one.key}</span>
        </div>
      ),
      csv: (one) => one.name,
    },
    {
      key: "subject",
      title: t("messages.template.subject"),
      render: (one) => <span style={{ color: "var(--ink-2)" }}>{one.subject}</span>,
      csv: (one) => one.subject,
    },
    {
      key: "purpose",
      title: t("messages.template.purpose_column"),
      definition: t("messages.field.purpose_lesson"),
      width: 120,
      render: (one) => <Chip>{t(`messages.purpose.${one.purpose}`)}</Chip>,
      csv: (one) => one.purpose,
    },
    {
      key: "topic",
      title: t("messages.template.topic"),
      width: 120,
      render: (one) => one.topic || <span className="muted">—</span>,
      csv: (one) => one.topic,
      hidden: true,
    },
    {
      key: "version",
      title: t("messages.template.version_column"),
      align: "right",
      width: 90,
      render: (one) => `v${one.version}`,
      csv: (one) => one.version,
    },
    {
      key: "updated",
      title: t("messages.template.updated"),
      sort: "updated_at",
      align: "right",
      width: 160,
      render: (one) => <DateTime at={one.updated_at} />,
      csv: (one) => one.updated_at,
    },
  ];
}

/** The words that journeys send. */
export default function TemplatesPage() {
  const t = useText();
  const navigate = useNavigate();
  const may = useCan()("templates.write");
  const list = useTemplates();
  const columns = useTemplateColumns();
  const add = may && (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => navigate("/templates/new")}>
      {t("messages.template.create")}
    </Button>
  );
  return (
    <PageFrame title={t("messages.templates.title")} purpose={t("messages.templates.purpose")} actions={add}>
      <DataTable
        name="templates"
        list={list}
        columns={columns}
        search={t("messages.templates.search")}
        filters={
          <Segmented
            value={list.filters.archived}
            onChange={(archived) => list.change({ archived })}
            options={[
              { value: "", label: t("messages.templates.in_use") },
              { value: "yes", label: t("messages.templates.archived") },
            ]}
          />
        }
        empty={{
          title: t("messages.templates.empty"),
          lesson: t("messages.templates.empty_lesson"),
          action: add,
        }}
        onOpen={(one) => navigate(`/templates/${one.id}`)}
      />
    </PageFrame>
  );
}

import { Button } from "antd";
import { Plus } from "lucide-react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { Chip, type Column, DataTable, DateTime, NumberText, PageFrame, StatusDot } from "@/ui";
import { type Hook, useHooks } from "./api";

function useColumns(): Column<Hook>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("data.hooks.name"),
      sort: "name",
      required: true,
      render: (one) => <Link to={`/webhooks/${one.id}`}>{one.name}</Link>,
      csv: (one) => one.name,
    },
    {
      key: "state",
      title: t("data.hooks.state"),
      render: (one) => (
        <StatusDot tone={!one.active ? "neutral" : one.waiting ? "warn" : "ok"}>
          {t(!one.active ? "data.hooks.off" : one.waiting ? "data.hooks.needs_work" : "data.hooks.well")}
        </StatusDot>
      ),
    },
    {
      key: "check",
      title: t("data.hooks.check"),
      render: (one) => <Chip>{t(`data.hooks.check_${one.check}`)}</Chip>,
      csv: (one) => one.check,
    },
    {
      key: "taken",
      title: t("data.hooks.state_taken"),
      definition: t("data.hooks.taken_definition"),
      align: "right",
      render: (one) => <NumberText value={one.taken} />,
      csv: (one) => one.taken,
    },
    {
      key: "waiting",
      title: t("data.hooks.state_waiting"),
      definition: t("data.hooks.waiting_definition"),
      align: "right",
      render: (one) => <NumberText value={one.waiting} />,
      csv: (one) => one.waiting,
    },
    {
      key: "last",
      title: t("data.hooks.last"),
      align: "right",
      render: (one) => <DateTime at={one.last_at} />,
      csv: (one) => one.last_at,
    },
  ];
}

/** Other systems that post their own payloads. */
export default function HooksPage() {
  const t = useText();
  const list = useHooks();
  const columns = useColumns();
  const add = (
    <Link to="/webhooks/new">
      <Button type="primary" icon={<Plus size={16} />}>
        {t("data.hooks.create")}
      </Button>
    </Link>
  );
  return (
    <PageFrame title={t("data.hooks.title")} purpose={t("data.hooks.purpose")} actions={add}>
      <DataTable
        name="hooks"
        list={list}
        columns={columns}
        search={t("data.hooks.search")}
        empty={{
          title: t("data.hooks.empty"),
          lesson: t("data.hooks.empty_lesson"),
          action: add,
        }}
      />
    </PageFrame>
  );
}

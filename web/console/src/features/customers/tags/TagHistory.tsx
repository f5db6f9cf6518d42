import { Select } from "antd";
import { useText } from "@/i18n";
import { Chip, type Column, DataTable, DateTime, NumberText } from "@/ui";
import { useTags } from "../api";
import { nameOfSource } from "../words";
import { type TagAct, useTagHistory } from "./api";

/** Who put which tag on whom, and what happened to the tags themselves. */
export function TagHistory() {
  const t = useText();
  const list = useTagHistory();
  const tags = useTags();
  const what = (one: TagAct) => {
    const detail = one.detail as Record<string, string | undefined>;
    return t(`customers.tagAct.${one.act}`, {
      name: detail.name ?? one.tag,
      before: detail.before ?? "",
      into: detail.into_name ?? "",
    });
  };
  const columns: Column<TagAct>[] = [
    {
      key: "at",
      title: t("customers.changes.at"),
      sort: "at",
      width: 150,
      render: (one) => <DateTime at={one.at} />,
    },
    { key: "tag", title: t("customers.tagList.name"), render: (one) => <Chip tone="brand">{one.tag}</Chip> },
    {
      key: "what",
      title: t("customers.changes.what"),
      render: (one) => (
        <span style={one.undone ? { textDecoration: "line-through" } : undefined}>{what(one)}</span>
      ),
      csv: what,
    },
    {
      key: "people",
      title: t("customers.changes.people"),
      align: "right",
      render: (one) => (one.people ? <NumberText value={one.people} /> : <span className="muted">—</span>),
      csv: (one) => one.people,
    },
    {
      key: "source",
      title: t("customers.tagHistory.source"),
      render: (one) => (one.source ? nameOfSource(one.source) : <span className="muted">—</span>),
    },
    {
      key: "by",
      title: t("customers.changes.by"),
      render: (one) => one.by || <span className="muted">{t("customers.tagHistory.system")}</span>,
      csv: (one) => one.by,
    },
  ];
  return (
    <DataTable
      name="tag_history"
      list={list}
      columns={columns}
      filters={
        <Select
          value={list.filters.tag || undefined}
          onChange={(tag?: string) => list.change({ tag: tag ?? "" })}
          placeholder={t("customers.filter.all_tags")}
          aria-label={t("customers.col.tags")}
          style={{ width: 180 }}
          allowClear
          showSearch={{ filterOption: (typed, option) => String(option?.label ?? "").includes(typed) }}
          options={(tags.data ?? []).map((tag) => ({ value: tag.id, label: tag.name }))}
        />
      }
      empty={{ title: t("customers.tagHistory.empty"), lesson: t("customers.tagHistory.empty_lesson") }}
    />
  );
}

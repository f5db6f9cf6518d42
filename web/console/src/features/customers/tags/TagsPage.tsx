import { Input, Skeleton } from "antd";
import { Search } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useText } from "@/i18n";
import { Card, Chip, type Column, EmptyState, ErrorState, NumberText, PageFrame, RowsTable } from "@/ui";
import { type Tag, useTags } from "../api";
import styles from "./tags.module.css";

const listOf = (tag: Tag) => `/customers?tag=${encodeURIComponent(tag.name)}`;

function useColumns(most: number): Column<Tag>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("customers.tagList.name"),
      width: "30%",
      render: (tag) => <Chip tone="brand">{tag.name}</Chip>,
    },
    {
      key: "description",
      title: t("customers.tagList.description"),
      render: (tag) => tag.description || <span className="muted">—</span>,
    },
    {
      key: "share",
      title: "",
      width: 220,
      render: (tag) => (
        <span className={styles.track} aria-hidden>
          <span style={{ width: `${(100 * tag.profiles) / most}%` }} />
        </span>
      ),
    },
    {
      key: "profiles",
      title: t("customers.tagList.people"),
      definition: t("customers.tagList.people_definition"),
      align: "right",
      width: 140,
      render: (tag) => (
        <Link to={listOf(tag)}>
          <NumberText value={tag.profiles} />
        </Link>
      ),
    },
  ];
}

/** All tags with how many people carry them; a row opens those people. */
export default function TagsPage() {
  const t = useText();
  const go = useNavigate();
  const tags = useTags();
  const [words, setWords] = useState("");
  const all = tags.data ?? [];
  const columns = useColumns(Math.max(1, ...all.map((tag) => tag.profiles)));
  const found = all
    .filter((tag) => tag.name.toLowerCase().includes(words.trim().toLowerCase()))
    .sort((a, b) => b.profiles - a.profiles);
  return (
    <PageFrame title={t("customers.tagList.title")} purpose={t("customers.tagList.purpose")}>
      <Card flush>
        {all.length > 0 && (
          <div className={styles.bar}>
            <Input
              style={{ width: 240 }}
              value={words}
              onChange={(event) => setWords(event.target.value)}
              prefix={<Search size={14} color="var(--ink-3)" aria-hidden />}
              placeholder={t("customers.tagList.search")}
              aria-label={t("customers.tagList.search")}
              allowClear
            />
            <span className="muted">{t("customers.tagList.count", { n: found.length })}</span>
          </div>
        )}
        {tags.isPending && <Skeleton active title={false} paragraph={{ rows: 6 }} style={{ padding: 16 }} />}
        {tags.isError && <ErrorState error={tags.error} retry={() => tags.refetch()} />}
        {tags.isSuccess && all.length === 0 && (
          <EmptyState
            title={t("customers.tagList.empty")}
            lesson={t("customers.tagList.empty_lesson")}
            action={<Link to="/customers">{t("customers.tagList.to_customers")}</Link>}
          />
        )}
        {all.length > 0 && found.length === 0 && <EmptyState compact title={t("ui.table.nothing_found")} />}
        {found.length > 0 && (
          <RowsTable
            label={t("customers.tagList.title")}
            columns={columns}
            rows={found}
            rowKey={(tag) => tag.id}
            onOpen={(tag) => go(listOf(tag))}
          />
        )}
      </Card>
    </PageFrame>
  );
}

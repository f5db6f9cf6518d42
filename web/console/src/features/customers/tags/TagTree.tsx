import { Button, Input, Skeleton } from "antd";
import { ChevronDown, ChevronRight, FolderPen, Search, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useCan } from "@/api/session";
import { textOr, useText } from "@/i18n";
import {
  Card,
  Chip,
  type Column,
  ConfirmButton,
  EmptyState,
  ErrorState,
  IconButton,
  NumberText,
  RowsTable,
} from "@/ui";
import { type Tag, useTags } from "../api";
import { type Group, useDeleteGroup, useGroups, useSegmentChoices } from "./api";
import { GroupDialog } from "./GroupDialog";
import { TagDialog } from "./TagDialog";
import { TagMenu } from "./TagMenu";
import styles from "./tags.module.css";
import { type Line, linesOf } from "./tree";

const listOf = (tag: Tag) => `/customers?tag=${encodeURIComponent(tag.name)}`;

interface HeadProps {
  line: Extract<Line, { kind: "group" }>;
  closed: boolean;
  toggle: () => void;
}

function GroupHead({ line, closed, toggle }: HeadProps) {
  const t = useText();
  const Icon = closed ? ChevronRight : ChevronDown;
  return (
    <button
      type="button"
      className={styles.group}
      style={{ paddingLeft: 20 * line.depth }}
      aria-expanded={!closed}
      onClick={toggle}
    >
      <Icon size={14} aria-hidden />
      <span className="ellipsis">{line.group?.name ?? t("customers.tagTree.free")}</span>
      <span className="muted">{line.tags}</span>
      {line.group?.exclusive && <Chip tone="warn">{t("customers.tagTree.exclusive")}</Chip>}
    </button>
  );
}

function GroupTools({ group, edit }: { group: Group; edit: () => void }) {
  const t = useText();
  const remove = useDeleteGroup();
  return (
    <span className={styles.tools}>
      <IconButton
        label={t("customers.groupForm.edit", { name: group.name })}
        icon={FolderPen}
        onClick={edit}
      />
      <ConfirmButton
        question={t("customers.groupForm.delete_question", { name: group.name })}
        lesson={t("customers.groupForm.delete_lesson")}
        confirm={t("customers.tagMenu.delete")}
        onConfirm={() => remove.mutate(group.id)}
        button={{
          type: "text",
          size: "small",
          icon: <Trash2 size={15} />,
          "aria-label": t("customers.groupForm.delete", { name: group.name }),
        }}
      >
        {null}
      </ConfirmButton>
    </span>
  );
}

/** How a tag gets onto people, in a word or two. */
function KindCell({ tag, segment }: { tag: Tag; segment: string | undefined }) {
  const t = useText();
  const days = tag.valid_days && t("customers.tagTree.days", { n: tag.valid_days });
  return (
    <span className={styles.kind}>
      <Chip tone={tag.kind === "manual" ? "neutral" : "brand"}>
        {textOr(`customers.tagKind.${tag.kind}`, tag.kind)}
      </Chip>
      {tag.segment && segment && <Link to={`/segments/${tag.segment}`}>{segment}</Link>}
      {days && <span className="muted">{days}</span>}
    </span>
  );
}

/** The catalogue: groups with their tags, each with how it gets onto people, who answers for it, how many wear it. */
export function TagTree({
  creating,
  onCreated,
}: {
  creating: "tag" | "group" | null;
  onCreated: () => void;
}) {
  const t = useText();
  const may = useCan()("profiles.write");
  const tags = useTags();
  const groups = useGroups();
  const segments = useSegmentChoices();
  const [words, setWords] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [tag, setTag] = useState<Tag | null>(null);
  const [group, setGroup] = useState<Group | null>(null);
  const all = tags.data ?? [];
  const typed = words.trim().toLowerCase();
  const found = all.filter((one) => one.name.toLowerCase().includes(typed));
  const lines = linesOf(
    typed
      ? (groups.data ?? [])
          .filter((one) => found.some((tag) => tag.group === one.id))
          .map((one) => ({ ...one, parent: null }))
      : (groups.data ?? []),
    found,
    closed,
  );
  const most = Math.max(1, ...all.map((one) => one.profiles));
  const toggle = (key: string) =>
    setClosed(
      (before) => new Set(before.has(key) ? [...before].filter((one) => one !== key) : [...before, key]),
    );
  const columns: Column<Line>[] = [
    {
      key: "name",
      title: t("customers.tagList.name"),
      width: "26%",
      render: (line) =>
        line.kind === "group" ? (
          <GroupHead line={line} closed={closed.has(line.key)} toggle={() => toggle(line.key)} />
        ) : (
          <span className={styles.leaf} style={{ paddingLeft: 20 * line.depth }}>
            <Chip tone="brand" title={line.tag.name}>
              {line.tag.name}
            </Chip>
          </span>
        ),
    },
    {
      key: "kind",
      title: t("customers.tagTree.kind"),
      width: "22%",
      render: (line) =>
        line.kind === "tag" && (
          <KindCell
            tag={line.tag}
            segment={segments.data?.items.find((one) => one.id === line.tag.segment)?.name}
          />
        ),
    },
    {
      key: "description",
      title: t("customers.tagList.description"),
      render: (line) =>
        line.kind === "tag" ? (
          line.tag.description || <span className="muted">—</span>
        ) : (
          <span className="muted">{line.group?.description}</span>
        ),
    },
    {
      key: "owner",
      title: t("customers.tagForm.owner"),
      width: 90,
      render: (line) => line.kind === "tag" && (line.tag.owner_name || <span className="muted">—</span>),
    },
    {
      key: "share",
      title: "",
      width: 120,
      render: (line) =>
        line.kind === "tag" && (
          <span className={styles.track} aria-hidden>
            <span style={{ width: `${(100 * line.tag.profiles) / most}%` }} />
          </span>
        ),
    },
    {
      key: "people",
      title: t("customers.tagList.people"),
      definition: t("customers.tagList.people_definition"),
      align: "right",
      width: 90,
      render: (line) =>
        line.kind === "tag" && (
          <Link to={listOf(line.tag)}>
            <NumberText value={line.tag.profiles} />
          </Link>
        ),
    },
    {
      key: "tools",
      title: "",
      align: "right",
      width: 80,
      render: (line) => {
        if (!may) return null;
        if (line.kind === "tag") return <TagMenu tag={line.tag} edit={() => setTag(line.tag)} />;
        const { group } = line;
        return group && <GroupTools group={group} edit={() => setGroup(group)} />;
      },
    },
  ];
  return (
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
      {tags.isSuccess && lines.length === 0 && (
        <EmptyState
          title={t(typed ? "ui.table.nothing_found" : "customers.tagList.empty")}
          lesson={typed ? undefined : t("customers.tagList.empty_lesson")}
          action={
            typed ? (
              <Button onClick={() => setWords("")}>{t("ui.table.clear")}</Button>
            ) : (
              <Link to="/customers">{t("customers.tagList.to_customers")}</Link>
            )
          }
        />
      )}
      {lines.length > 0 && (
        <RowsTable
          label={t("customers.tagList.title")}
          columns={columns}
          rows={lines}
          rowKey={(line) => line.key}
        />
      )}
      <TagDialog
        key={tag?.id ?? "new-tag"}
        tag={tag}
        open={tag !== null || creating === "tag"}
        onClose={() => (tag ? setTag(null) : onCreated())}
      />
      <GroupDialog
        key={group?.id ?? "new-group"}
        group={group}
        open={group !== null || creating === "group"}
        onClose={() => (group ? setGroup(null) : onCreated())}
      />
    </Card>
  );
}

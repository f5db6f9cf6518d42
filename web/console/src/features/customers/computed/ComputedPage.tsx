import { Button, Skeleton } from "antd";
import { Pencil, Plus, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import {
  Card,
  Chip,
  type Column,
  ConfirmButton,
  DateTime,
  EmptyState,
  ErrorState,
  IconButton,
  NumberText,
  PageFrame,
  RowsTable,
  useJobToast,
} from "@/ui";
import {
  type Computed,
  type Definition,
  useComputed,
  useDeleteComputed,
  useRefreshComputed,
  useRunComputed,
} from "./api";
import { ComputedDrawer } from "./ComputedDrawer";
import styles from "./computed.module.css";
import { useSayDefinition } from "./words";

function Tools({ one, edit }: { one: Computed; edit: () => void }) {
  const t = useText();
  const follow = useJobToast();
  const refresh = useRefreshComputed();
  const run = useRunComputed();
  const remove = useDeleteComputed();
  const title = t("customers.computed.running", { name: one.label });
  return (
    <span>
      <IconButton
        label={t("customers.computed.run", { name: one.label })}
        icon={RefreshCw}
        onClick={() =>
          run.mutate(one.key, { onSuccess: ({ job }) => job && follow(job, { title, onDone: refresh }) })
        }
      />
      <IconButton label={t("customers.computed.edit", { name: one.label })} icon={Pencil} onClick={edit} />
      <ConfirmButton
        question={t("customers.computed.delete_question", { name: one.label })}
        people={one.people ?? 0}
        lesson={t("customers.computed.delete_lesson")}
        confirm={t("customers.tagMenu.delete")}
        onConfirm={() =>
          remove.mutate(one.key, {
            onSuccess: ({ job }) =>
              follow(job, { title: t("customers.computed.removing", { name: one.label }) }),
          })
        }
        button={{
          type: "text",
          size: "small",
          icon: <Trash2 size={15} />,
          "aria-label": t("customers.computed.delete", { name: one.label }),
        }}
      >
        {null}
      </ConfirmButton>
    </span>
  );
}

/** Traits that follow from what people do, kept up to date by themselves. */
export default function ComputedPage() {
  const t = useText();
  const may = useCan()("profiles.write");
  const say = useSayDefinition();
  const list = useComputed();
  const [editing, setEditing] = useState<Computed | "new" | null>(null);
  const create = may && (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => setEditing("new")}>
      {t("customers.computed.create")}
    </Button>
  );
  const columns: Column<Computed>[] = [
    {
      key: "name",
      title: t("customers.computed.label"),
      render: (one) => (
        <span className={styles.name}>
          <b>{one.label}</b>
          <span className="caption">{one.key}</span>
        </span>
      ),
    },
    {
      key: "how",
      title: t("customers.computed.how"),
      render: (one) => say(one.definition as unknown as Definition, one.event_label),
    },
    {
      key: "type",
      title: t("customers.computed.type"),
      render: (one) => <Chip>{t(one.number ? "customers.computed.number" : "customers.computed.text")}</Chip>,
    },
    {
      key: "people",
      title: t("customers.tagList.people"),
      definition: t("customers.computed.people_definition"),
      align: "right",
      render: (one) =>
        one.people === null ? (
          <span className="muted">{t("customers.computed.first_run")}</span>
        ) : (
          <NumberText value={one.people} />
        ),
    },
    {
      key: "at",
      title: t("customers.computed.at"),
      definition: t("customers.computed.at_definition"),
      align: "right",
      render: (one) => <DateTime at={one.computed_at} />,
    },
    { key: "by", title: t("customers.changes.by"), render: (one) => one.by },
    {
      key: "tools",
      title: "",
      align: "right",
      width: 130,
      render: (one) => may && <Tools one={one} edit={() => setEditing(one)} />,
    },
  ];
  return (
    <PageFrame
      title={t("customers.computed.title")}
      purpose={t("customers.computed.purpose")}
      actions={create}
    >
      <Card flush>
        {list.isPending && <Skeleton active style={{ padding: 16 }} />}
        {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
        {list.data?.length === 0 && (
          <EmptyState
            title={t("customers.computed.empty")}
            lesson={t("customers.computed.empty_lesson")}
            action={create}
          />
        )}
        {list.data && list.data.length > 0 && (
          <RowsTable
            label={t("customers.computed.title")}
            columns={columns}
            rows={list.data}
            rowKey={(one) => one.key}
          />
        )}
      </Card>
      {editing !== null && (
        <ComputedDrawer
          key={editing === "new" ? "new" : editing.key}
          computed={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </PageFrame>
  );
}

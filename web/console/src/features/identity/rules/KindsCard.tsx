import { Button, Skeleton } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, Chip, type Column, ErrorState, RowsTable, useFormat } from "@/ui";
import { type Kind, useKinds } from "../api";
import { iconOfKind, nameOfKind } from "../words";
import { KindDialog } from "./KindDialog";
import styles from "./rules.module.css";

function useKindColumns(edit: ((kind: Kind) => void) | null): Column<Kind>[] {
  const t = useText();
  const format = useFormat();
  const columns: Column<Kind>[] = [
    {
      key: "kind",
      title: t("identity.kinds.kind"),
      render: (one) => {
        const Icon = iconOfKind(one.kind);
        return (
          <span className={styles.kind}>
            <Icon size={15} aria-hidden />
            <strong>{nameOfKind(one.kind)}</strong>
            <span className="caption muted mono">{one.kind}</span>
            {one.own && <Chip tone="brand">{t("identity.kinds.own")}</Chip>}
          </span>
        );
      },
    },
    {
      key: "priority",
      title: t("identity.kinds.priority"),
      definition: t("identity.kinds.priority_what"),
      align: "right",
      render: (one) => format.number(one.rule.priority),
    },
    {
      key: "strong",
      title: t("identity.kinds.strength"),
      definition: t("identity.kinds.strength_what"),
      render: (one) => t(one.rule.strong ? "identity.kinds.strong" : "identity.kinds.weak"),
    },
    {
      key: "limit",
      title: t("identity.kinds.limit"),
      definition: t("identity.kinds.limit_what"),
      align: "right",
      render: (one) => format.number(one.rule.limit),
    },
    {
      key: "identifiers",
      title: t("identity.kinds.identifiers"),
      align: "right",
      render: (one) => format.number(one.identifiers),
    },
    {
      key: "refused",
      title: t("identity.kinds.refused"),
      definition: t("identity.kinds.refused_what"),
      align: "right",
      render: (one) => format.number(one.refused),
    },
    {
      key: "blocked",
      title: t("identity.kinds.blocked"),
      align: "right",
      render: (one) => format.number(one.blocked),
    },
  ];
  if (edit)
    columns.push({
      key: "edit",
      title: "",
      align: "right",
      render: (one) => (
        <Button type="link" size="small" onClick={() => edit(one)}>
          {t("identity.kinds.edit")}
        </Button>
      ),
    });
  return columns;
}

/** The kinds of identifiers in the order in which they bind. */
export function KindsCard() {
  const t = useText();
  const may = useCan()("identity.write");
  const kinds = useKinds();
  const [open, setOpen] = useState<Kind | "new" | null>(null);
  const columns = useKindColumns(may ? setOpen : null);
  return (
    <Card
      flush
      title={t("identity.kinds.title")}
      note={t("identity.kinds.note")}
      extra={
        may && (
          <Button type="link" size="small" icon={<Plus size={14} />} onClick={() => setOpen("new")}>
            {t("identity.kinds.add")}
          </Button>
        )
      }
    >
      {kinds.isPending && <Skeleton active style={{ padding: 16 }} />}
      {kinds.isError && <ErrorState error={kinds.error} retry={() => kinds.refetch()} compact />}
      {kinds.data && (
        <RowsTable
          label={t("identity.kinds.title")}
          columns={columns}
          rows={kinds.data}
          rowKey={(one) => one.kind}
        />
      )}
      <KindDialog open={open} onClose={() => setOpen(null)} />
    </Card>
  );
}

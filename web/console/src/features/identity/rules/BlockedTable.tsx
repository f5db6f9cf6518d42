import { Button, Select } from "antd";
import { Plus, Upload } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { type Column, ConfirmButton, DataTable, DateTime } from "@/ui";
import { type Blocked, useBlocked, useKinds, useUnblock } from "../api";
import { nameOfKind } from "../words";
import { BlockDialog } from "./BlockDialog";
import { BuiltinDrawer } from "./BuiltinDrawer";
import { ImportDialog } from "./ImportDialog";
import styles from "./rules.module.css";

function useBlockedColumns(may: boolean): Column<Blocked>[] {
  const t = useText();
  const unblock = useUnblock();
  const columns: Column<Blocked>[] = [
    {
      key: "label",
      title: t("identity.blocked.value"),
      required: true,
      render: (one) => <span style={{ fontWeight: 500 }}>{one.label}</span>,
      csv: (one) => one.label,
    },
    {
      key: "kind",
      title: t("identity.kinds.kind"),
      sort: "kind",
      render: (one) => nameOfKind(one.kind),
      csv: (one) => one.kind,
    },
    {
      key: "reason",
      title: t("identity.blocked.reason"),
      render: (one) => one.reason || <span className="muted">—</span>,
      csv: (one) => one.reason,
    },
    { key: "by", title: t("identity.blocked.by"), render: (one) => one.by || "—", csv: (one) => one.by },
    {
      key: "at",
      title: t("identity.blocked.at"),
      sort: "at",
      render: (one) => <DateTime at={one.at} />,
      csv: (one) => one.at ?? "",
    },
  ];
  if (may)
    columns.push({
      key: "do",
      title: "",
      align: "right",
      render: (one) => (
        <ConfirmButton
          question={t("identity.blocked.lift_question")}
          lesson={t("identity.blocked.lift_lesson")}
          confirm={t("identity.blocked.lift")}
          danger={false}
          onConfirm={() => unblock.mutate(one.id)}
          button={{ size: "small", type: "link" }}
        >
          {t("identity.blocked.lift")}
        </ConfirmButton>
      ),
    });
  return columns;
}

/** Values that are nobody's: a shop's counter phone, a test address. */
export function BlockedTable() {
  const t = useText();
  const may = useCan()("identity.write");
  const list = useBlocked();
  const kinds = useKinds();
  const columns = useBlockedColumns(may);
  const [open, setOpen] = useState<"one" | "many" | "builtin" | null>(null);
  const close = () => setOpen(null);
  return (
    <section className={styles.section}>
      <header>
        <div>
          <h2>{t("identity.blocked.title")}</h2>
          <p className="muted">{t("identity.blocked.purpose")}</p>
        </div>
        <div className={styles.buttons}>
          <Button type="link" onClick={() => setOpen("builtin")}>
            {t("identity.blocked.builtin")}
          </Button>
          {may && (
            <>
              <Button icon={<Upload size={15} />} onClick={() => setOpen("many")}>
                {t("identity.blocked.import")}
              </Button>
              <Button type="primary" icon={<Plus size={15} />} onClick={() => setOpen("one")}>
                {t("identity.blocked.add")}
              </Button>
            </>
          )}
        </div>
      </header>
      <DataTable
        name="blocked"
        list={list}
        columns={columns}
        search={t("identity.blocked.search")}
        filters={
          <Select
            value={list.filters.kind}
            onChange={(kind) => list.change({ kind })}
            style={{ width: 150 }}
            aria-label={t("identity.kinds.kind")}
            options={[
              { value: "", label: t("identity.blocked.any_kind") },
              ...(kinds.data ?? []).map((one) => ({ value: one.kind, label: nameOfKind(one.kind) })),
            ]}
          />
        }
        empty={{ title: t("identity.blocked.empty"), lesson: t("identity.blocked.empty_lesson") }}
      />
      <BlockDialog open={open === "one"} onClose={close} />
      <ImportDialog open={open === "many"} onClose={close} />
      <BuiltinDrawer open={open === "builtin"} onClose={close} />
    </section>
  );
}

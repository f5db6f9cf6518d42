import { Button, Form, Input, Select } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { textOr, useText } from "@/i18n";
import { Chip, type Column, ConfirmButton, DataTable, DateTime, FormDialog, toast } from "@/ui";
import { type Suppression, useAddSuppression, useRemoveSuppression, useSuppressions } from "../api";
import styles from "./Policy.module.css";

const REASONS = ["manual", "complaint", "bounce"] as const;
const wordOf = (reason: string) => textOr(`messages.suppression.reason_${reason}`, reason);

function RemoveButton({ one }: { one: Suppression }) {
  const t = useText();
  const remove = useRemoveSuppression();
  return (
    <ConfirmButton
      question={t("messages.suppression.remove_question", { address: one.address })}
      lesson={t("messages.suppression.remove_lesson")}
      people={1}
      confirm={t("messages.suppression.remove")}
      onConfirm={() =>
        remove.mutate(one.id, { onSuccess: () => toast.success(t("messages.suppression.removed")) })
      }
      button={{ size: "small" }}
    >
      {t("messages.suppression.remove")}
    </ConfirmButton>
  );
}

function useColumns(readOnly: boolean): Column<Suppression>[] {
  const t = useText();
  return [
    {
      key: "address",
      title: t("messages.suppression.address"),
      required: true,
      render: (one) => <span style={{ fontWeight: 500 }}>{one.address}</span>,
      csv: (one) => one.address,
    },
    {
      key: "reason",
      title: t("messages.suppression.reason"),
      render: (one) => <Chip>{wordOf(one.reason)}</Chip>,
      csv: (one) => one.reason,
    },
    {
      key: "note",
      title: t("messages.suppression.note"),
      render: (one) => one.note || <span className="muted">—</span>,
      csv: (one) => one.note,
    },
    {
      key: "expires",
      title: t("messages.suppression.expires"),
      align: "right",
      render: (one) =>
        one.expires_at ? (
          <DateTime at={one.expires_at} format="date" />
        ) : (
          <span className="muted">{t("messages.suppression.for_ever")}</span>
        ),
      csv: (one) => one.expires_at,
    },
    {
      key: "created",
      title: t("messages.suppression.created"),
      sort: "created_at",
      align: "right",
      render: (one) => <DateTime at={one.created_at} />,
      csv: (one) => one.created_at,
    },
    {
      key: "remove",
      title: "",
      required: true,
      align: "right",
      width: 110,
      render: (one) => !readOnly && <RemoveButton one={one} />,
    },
  ];
}

interface Words {
  address: string;
  reason: (typeof REASONS)[number];
  note?: string;
}

function AddDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const add = useAddSuppression();
  return (
    <FormDialog<Words, Parameters<typeof add.mutate>[0], Suppression>
      open={open}
      onClose={onClose}
      title={t("messages.suppression.add")}
      purpose={t("messages.suppression.add_lesson")}
      submit={t("messages.suppression.add_submit")}
      mutation={add}
      request={({ address, reason, note }) => ({ address, reason, note: note ?? "", channel: "email" })}
      onDone={() => toast.success(t("messages.suppression.added"))}
      initial={{ address: "", reason: "manual", note: "" }}
    >
      <Form.Item
        name="address"
        label={t("messages.suppression.address")}
        rules={[{ required: true, type: "email", message: t("messages.test.address_wrong") }]}
      >
        <Input type="email" placeholder="name@example.com" />
      </Form.Item>
      <Form.Item name="reason" label={t("messages.suppression.reason")}>
        <Select options={REASONS.map((value) => ({ value, label: wordOf(value) }))} />
      </Form.Item>
      <Form.Item name="note" label={t("messages.suppression.note")} style={{ marginBottom: 4 }}>
        <Input maxLength={200} placeholder={t("messages.suppression.note_example")} />
      </Form.Item>
    </FormDialog>
  );
}

/** Addresses that get nothing more. */
export function Suppressions({ readOnly }: { readOnly: boolean }) {
  const t = useText();
  const list = useSuppressions();
  const columns = useColumns(readOnly);
  const [adding, setAdding] = useState(false);
  const add = !readOnly && (
    <Button icon={<Plus size={15} />} onClick={() => setAdding(true)}>
      {t("messages.suppression.add")}
    </Button>
  );
  return (
    <section className={styles.list}>
      <h2>
        {t("messages.suppression.title")} <span>{t("messages.suppression.purpose")}</span>
      </h2>
      <DataTable
        name="suppressions"
        list={list}
        columns={columns}
        search={t("messages.suppression.search")}
        filters={
          <Select
            value={list.filters.reason}
            onChange={(reason) => list.change({ reason })}
            style={{ width: 132 }}
            aria-label={t("messages.suppression.reason")}
            options={[
              { value: "", label: t("messages.outbox.all_reasons") },
              ...REASONS.map((value) => ({ value, label: wordOf(value) })),
            ]}
          />
        }
        tools={list.items.length > 0 && add}
        empty={{
          title: t("messages.suppression.empty"),
          lesson: t("messages.suppression.empty_lesson"),
          action: add,
        }}
      />
      <AddDialog open={adding} onClose={() => setAdding(false)} />
    </section>
  );
}

import { Button, Segmented } from "antd";
import { Code, Plus } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { Chip, type Column, ConfirmButton, DataTable, DateTime, PageFrame, StatusDot, toast } from "@/ui";
import { useRevokeWriteKey, useWriteKeys, type WriteKey } from "../api";
import { CreateKeyDialog } from "./CreateKeyDialog";
import { KeyDialog } from "./KeyDialog";

function RevokeButton({ one }: { one: WriteKey }) {
  const t = useText();
  const revoke = useRevokeWriteKey();
  return (
    <ConfirmButton
      question={t("data.keys.revoke_question", { name: one.name })}
      lesson={t("data.keys.revoke_lesson")}
      confirm={t("data.keys.revoke")}
      onConfirm={() => revoke.mutate(one.id, { onSuccess: () => toast.success(t("data.keys.revoked_done")) })}
      button={{ size: "small" }}
    >
      {t("data.keys.revoke")}
    </ConfirmButton>
  );
}

function useKeyColumns(onShow: (key: WriteKey) => void): Column<WriteKey>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("data.keys.name"),
      sort: "name",
      required: true,
      render: (one) => (
        <Link to={`/events?source=${encodeURIComponent(one.name)}`} title={t("data.keys.watch")}>
          {one.name}
        </Link>
      ),
      csv: (one) => one.name,
    },
    {
      key: "kind",
      title: t("data.keys.kind"),
      render: (one) => <Chip>{t(`data.keys.kind_${one.kind}`)}</Chip>,
      csv: (one) => one.kind,
    },
    {
      key: "prefix",
      title: t("data.keys.key"),
      render: (one) => <span className="mono muted">{one.prefix}…</span>,
      csv: (one) => one.prefix,
    },
    {
      key: "state",
      title: t("data.keys.state"),
      render: (one) => (
        <StatusDot tone={one.revoked_at ? "neutral" : one.last_used_at ? "ok" : "warn"}>
          {t(
            one.revoked_at
              ? "data.keys.revoked"
              : one.last_used_at
                ? "data.keys.sending"
                : "data.keys.silent",
          )}
        </StatusDot>
      ),
    },
    {
      key: "used",
      title: t("data.keys.used"),
      definition: t("data.keys.used_definition"),
      align: "right",
      render: (one) => <DateTime at={one.last_used_at} />,
      csv: (one) => one.last_used_at,
    },
    {
      key: "created",
      title: t("data.keys.created"),
      sort: "created_at",
      align: "right",
      render: (one) => <DateTime at={one.created_at} />,
      csv: (one) => one.created_at,
    },
    {
      key: "actions",
      title: "",
      required: true,
      align: "right",
      width: 190,
      render: (one) =>
        !one.revoked_at && (
          <span className="row" style={{ justifyContent: "flex-end" }}>
            <Button size="small" icon={<Code size={13} />} onClick={() => onShow(one)}>
              {t("data.keys.code")}
            </Button>
            <RevokeButton one={one} />
          </span>
        ),
    },
  ];
}

/** The sources that may send events, each with its own key. */
export default function WriteKeysPage() {
  const t = useText();
  const list = useWriteKeys();
  const [creating, setCreating] = useState(false);
  const [shown, setShown] = useState<WriteKey | null>(null);
  const columns = useKeyColumns(setShown);
  const add = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setCreating(true)}>
      {t("data.keys.create")}
    </Button>
  );
  return (
    <PageFrame title={t("data.keys.title")} purpose={t("data.keys.purpose")} actions={add}>
      <DataTable
        name="write-keys"
        list={list}
        columns={columns}
        search={t("data.keys.search")}
        filters={
          <Segmented
            value={list.filters.revoked}
            onChange={(revoked) => list.change({ revoked })}
            options={[
              { value: "", label: t("data.keys.live") },
              { value: "yes", label: t("data.keys.all") },
            ]}
          />
        }
        empty={{ title: t("data.keys.empty"), lesson: t("data.keys.empty_lesson"), action: add }}
      />
      <CreateKeyDialog open={creating} onClose={() => setCreating(false)} onMade={setShown} />
      <KeyDialog shown={shown} onClose={() => setShown(null)} />
    </PageFrame>
  );
}

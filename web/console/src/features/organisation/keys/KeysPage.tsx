import { Button, Skeleton } from "antd";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import {
  Card,
  Chip,
  type Column,
  ConfirmButton,
  DateTime,
  EmptyState,
  ErrorState,
  PageFrame,
  RowsTable,
  toast,
} from "@/ui";
import { type ApiKey, useApiKeys, useRevokeApiKey } from "../api";
import { CreateKeyDialog } from "./CreateKeyDialog";
import { NewKeyDialog } from "./NewKeyDialog";

function useKeyColumns(): Column<ApiKey>[] {
  const t = useText();
  const revoke = useRevokeApiKey();
  const quiet = (text: string) => <span className="muted">{text}</span>;
  return [
    {
      key: "name",
      title: t("organisation.keys.name"),
      render: (key) => (
        <div style={{ lineHeight: "18px" }}>
          <div style={{ fontWeight: 500 }}>{key.name}</div>
          <span className="mono muted">{key.prefix}…</span>
        </div>
      ),
    },
    {
      key: "permissions",
      title: t("organisation.keys.permissions"),
      render: (key) => (
        <div className="row" style={{ flexWrap: "wrap", gap: 4 }}>
          {key.permissions.map((permission) => (
            <Chip key={permission}>
              <span className="mono">{permission}</span>
            </Chip>
          ))}
        </div>
      ),
    },
    {
      key: "created",
      title: t("organisation.keys.created"),
      render: (key) => <DateTime at={key.created_at} />,
    },
    {
      key: "used",
      title: t("organisation.keys.used"),
      render: (key) =>
        key.last_used_at ? <DateTime at={key.last_used_at} /> : quiet(t("organisation.keys.unused")),
    },
    {
      key: "expires",
      title: t("organisation.keys.expires"),
      render: (key) =>
        key.expires_at ? <DateTime at={key.expires_at} format="date" /> : quiet(t("organisation.keys.never")),
    },
    {
      key: "revoke",
      title: "",
      align: "right",
      render: (key) => (
        <ConfirmButton
          question={t("organisation.keys.revoke_question", { name: key.name })}
          lesson={t("organisation.keys.revoke_lesson")}
          confirm={t("organisation.keys.revoke")}
          onConfirm={() =>
            revoke.mutate(key.id, { onSuccess: () => toast.success(t("organisation.keys.revoked")) })
          }
          button={{ size: "small" }}
        >
          {t("organisation.keys.revoke")}
        </ConfirmButton>
      ),
    },
  ];
}

/** Keys with which other systems call the API. */
export default function KeysPage() {
  const t = useText();
  const keys = useApiKeys();
  const columns = useKeyColumns();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<ApiKey | null>(null);
  const add = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setCreating(true)}>
      {t("organisation.keys.create")}
    </Button>
  );
  return (
    <PageFrame title={t("organisation.keys.title")} purpose={t("organisation.keys.purpose")} actions={add}>
      <Card
        flush
        title={t("organisation.keys.live")}
        note={t("organisation.keys.count", { count: keys.data?.length ?? 0 })}
        extra={
          <a href="/api/v1/openapi.json" target="_blank" rel="noreferrer">
            {t("organisation.keys.docs")}
          </a>
        }
      >
        {keys.isPending && <Skeleton active title={false} paragraph={{ rows: 4 }} style={{ padding: 16 }} />}
        {keys.isError && <ErrorState error={keys.error} retry={() => void keys.refetch()} />}
        {keys.data?.length === 0 && (
          <EmptyState
            icon={KeyRound}
            title={t("organisation.keys.empty")}
            lesson={t("organisation.keys.empty_lesson")}
          />
        )}
        {keys.data && keys.data.length > 0 && (
          <RowsTable
            label={t("organisation.keys.live")}
            columns={columns}
            rows={keys.data}
            rowKey={(key) => key.id}
          />
        )}
      </Card>
      <CreateKeyDialog open={creating} onClose={() => setCreating(false)} onMade={setMade} />
      <NewKeyDialog made={made} onClose={() => setMade(null)} />
    </PageFrame>
  );
}

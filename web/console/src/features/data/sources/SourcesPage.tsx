import { Button, Skeleton } from "antd";
import { Plug, Plus } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState, PageFrame, StatusDot } from "@/ui";
import type { WriteKey } from "../api";
import { CreateKeyDialog } from "../keys/CreateKeyDialog";
import { Arrivals } from "./Arrivals";
import { useSources } from "./api";
import { InstallCard } from "./InstallCard";
import styles from "./Sources.module.css";

interface ListProps {
  sources: WriteKey[];
  selected: string;
  onSelect: (id: string) => void;
}

function SourceList({ sources, selected, onSelect }: ListProps) {
  const t = useText();
  return (
    <Card title={t("data.sources.list")} note={String(sources.length)} flush>
      <ul className={styles.list}>
        {sources.map((one) => (
          <li key={one.id}>
            <button type="button" aria-pressed={one.id === selected} onClick={() => onSelect(one.id)}>
              <span className={styles.name}>{one.name}</span>
              <span className={styles.kind}>{t(`data.keys.kind_${one.kind}`)}</span>
              <StatusDot tone={one.last_used_at ? "ok" : "warn"}>
                {t(one.last_used_at ? "data.keys.sending" : "data.keys.silent")}
              </StatusDot>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Connect a site, a mini program or a server: its code, its options, and whether it sends. */
export default function SourcesPage() {
  const t = useText();
  const sources = useSources();
  const [params, setParams] = useSearchParams();
  const [creating, setCreating] = useState(false);
  // A server's key is in clear only in the answer that made it.
  const [made, setMade] = useState<WriteKey>();
  const items = sources.data?.items ?? [];
  const listed = items.find((one) => one.id === params.get("source")) ?? items[0];
  const shown = made && (made.id === params.get("source") || !listed) ? made : listed;
  const select = (id: string) => setParams({ source: id }, { replace: true });
  const add = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setCreating(true)}>
      {t("data.keys.create")}
    </Button>
  );
  return (
    <PageFrame title={t("data.sources.title")} purpose={t("data.sources.purpose")} actions={add}>
      {sources.error && <ErrorState error={sources.error} retry={() => void sources.refetch()} />}
      {sources.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {sources.data && !shown && (
        <Card>
          <EmptyState
            icon={Plug}
            title={t("data.keys.empty")}
            lesson={t("data.keys.empty_lesson")}
            action={
              <Button icon={<Plus size={16} />} onClick={() => setCreating(true)}>
                {t("data.keys.create")}
              </Button>
            }
          />
        </Card>
      )}
      {shown && (
        <div className={styles.columns}>
          <div className={styles.side}>
            <SourceList sources={items} selected={shown.id} onSelect={select} />
            <Arrivals source={shown.name} />
          </div>
          <InstallCard key={shown.id} source={shown} />
        </div>
      )}
      <CreateKeyDialog
        open={creating}
        onClose={() => setCreating(false)}
        onMade={(key) => {
          setMade(key);
          select(key.id);
        }}
      />
    </PageFrame>
  );
}

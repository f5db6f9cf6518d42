import { Skeleton } from "antd";
import { History } from "lucide-react";
import { useText } from "@/i18n";
import { Chip, ConfirmButton, DateTime, EmptyState, ErrorState, useFormat } from "@/ui";
import { readVersion, useVersions, type Version } from "../api";
import { useWorld } from "../canvas/context";
import type { Graph } from "../graph/model";
import styles from "./Panel.module.css";

interface Props {
  id: string;
  onRestore: (graph: Graph, number: number) => void;
}

/** What was published, when, by whom, and how many are on it; each can be taken back into the draft. */
export function VersionsTab({ id, onRestore }: Props) {
  const t = useText();
  const versions = useVersions(id);
  if (versions.isPending) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  if (versions.isError)
    return <ErrorState compact error={versions.error} retry={() => void versions.refetch()} />;
  if (!versions.data.length)
    return (
      <EmptyState
        compact
        icon={History}
        title={t("journeys.versions.empty")}
        lesson={t("journeys.versions.empty_lesson")}
      />
    );
  return versions.data.map((version) => (
    <VersionRow key={version.number} id={id} version={version} onRestore={onRestore} />
  ));
}

function VersionRow({ id, version, onRestore }: Props & { version: Version }) {
  const t = useText();
  const format = useFormat();
  const { editable } = useWorld();
  const restore = async () => {
    const full = await readVersion(id, version.number);
    if (full.graph) onRestore(full.graph as unknown as Graph, version.number);
  };
  return (
    <section className={styles.version}>
      <div className={styles.line}>
        <strong>v{version.number}</strong>
        {version.live && (
          <Chip tone="ok" dot>
            {t("journeys.versions.live")}
          </Chip>
        )}
        <span className="muted" style={{ marginLeft: "auto" }}>
          <DateTime at={version.published_at} />
        </span>
      </div>
      <div className="caption">
        {[version.published_by, t("journeys.versions.inside", { count: format.number(version.inside) })]
          .filter(Boolean)
          .join(" · ")}
      </div>
      {version.note && <div className={styles.note}>{version.note}</div>}
      {editable && (
        <ConfirmButton
          question={t("journeys.versions.restore_question", { number: version.number })}
          lesson={t("journeys.versions.restore_lesson")}
          confirm={t("journeys.versions.restore")}
          danger={false}
          button={{ type: "link", size: "small", style: { padding: 0 } }}
          onConfirm={restore}
        >
          {t("journeys.versions.restore")}
        </ConfirmButton>
      )}
    </section>
  );
}

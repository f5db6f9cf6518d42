import { Skeleton } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { nameOfKind, SplitDialog } from "@/features/identity";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState } from "@/ui";
import { useGraph } from "../api";
import { IdentityGraph } from "./IdentityGraph";
import styles from "./identity.module.css";
import { MergeRow } from "./MergeRow";

const SHOWN = 6;

/** The identifiers of a person, how each was learnt, merges and their undoing, links that were refused. */
export function IdentityCard({ id }: { id: string }) {
  const t = useText();
  const graph = useGraph(id);
  const [split, setSplit] = useState<string | null>(null);
  const found = graph.data;
  return (
    <Card
      title={t("customers.identity.title")}
      note={
        found && t("customers.identity.note", { ids: found.nodes.length, profiles: found.members.length })
      }
      extra={<Link to={`/customers/${id}/identity`}>{t("customers.identity.open")}</Link>}
    >
      {graph.isPending && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {graph.isError && <ErrorState error={graph.error} retry={() => graph.refetch()} compact />}
      {found?.nodes.length === 0 && (
        <EmptyState
          compact
          title={t("customers.identity.empty")}
          lesson={t("customers.identity.empty_lesson")}
        />
      )}
      {found && found.nodes.length > 0 && <IdentityGraph graph={found} most={SHOWN} />}
      {found && found.merges.length > 0 && (
        <div className={styles.merges}>
          {found.merges.slice(0, 3).map((merge) => (
            <MergeRow key={merge.id} merge={merge} onSplit={setSplit} />
          ))}
        </div>
      )}
      {found && found.refusals.length > 0 && (
        <ul className={styles.refused}>
          {found.refusals.slice(0, 3).map((one) => (
            <li key={`${one.kind}${one.label}${one.at}`}>
              <strong>
                {nameOfKind(one.kind)} {one.label}
              </strong>{" "}
              {t(`identity.refusal.${one.reason}`)}
            </li>
          ))}
        </ul>
      )}
      <SplitDialog merge={split} onClose={() => setSplit(null)} />
    </Card>
  );
}

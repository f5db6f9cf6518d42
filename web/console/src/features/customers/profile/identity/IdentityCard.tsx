import { Button, Skeleton } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState, useFormat } from "@/ui";
import { nameOf } from "../../words";
import { type Order, useGraph, useProfile } from "../api";
import { IdentityGraph } from "./IdentityGraph";
import styles from "./identity.module.css";
import { nameOfKind } from "./kinds";
import { MergeRow } from "./MergeRow";

const SHOWN = 6;

/** One of the two people after a split. */
function SplitHalf({ id, here, joined }: { id: string; here: boolean; joined?: boolean }) {
  const t = useText();
  const format = useFormat();
  const person = useProfile(id);
  const graph = useGraph(id);
  if (!person.data) return <div className={styles.half}>…</div>;
  return (
    <div className={`${styles.half} ${joined ? styles.halfJoined : ""}`}>
      <strong className="ellipsis">{nameOf(person.data)}</strong>
      {t("customers.merge.half", {
        ids: graph.data?.nodes.length ?? 0,
        orders: person.data.orders,
        sum: format.money(person.data.spend),
      })}
      <br />
      {here ? (
        <span className="muted">{t("customers.merge.this_one")}</span>
      ) : (
        <Link to={`/customers/${id}`}>{t("customers.merge.open_other")}</Link>
      )}
    </div>
  );
}

/** The identifiers of a person, how each was learnt, merges and their undoing, links that were refused. */
export function IdentityCard({ id, orders }: { id: string; orders: Order[] }) {
  const t = useText();
  const graph = useGraph(id);
  const [all, setAll] = useState(false);
  const [split, setSplit] = useState<{ kept: string; restored: string } | null>(null);
  const found = graph.data;
  const most = all ? 200 : SHOWN;
  const hidden = found ? found.nodes.length > SHOWN : false;
  return (
    <Card
      title={t("customers.identity.title")}
      note={
        found && t("customers.identity.note", { ids: found.nodes.length, profiles: found.members.length })
      }
      extra={
        hidden && (
          <Button type="link" size="small" onClick={() => setAll(!all)}>
            {t(all ? "customers.identity.fewer" : "customers.identity.all")}
          </Button>
        )
      }
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
      {found && found.nodes.length > 0 && <IdentityGraph graph={found} most={most} />}
      {split && (
        <div className={styles.merges} role="status">
          <div className={styles.merge}>
            <div className={styles.mergeHead}>{t("customers.merge.split_done")}</div>
            <div className={styles.split}>
              <SplitHalf id={split.kept} here={split.kept === found?.profile} />
              <SplitHalf id={split.restored} here={split.restored === found?.profile} joined />
            </div>
          </div>
        </div>
      )}
      {found && found.merges.length > 0 && (
        <div className={styles.merges}>
          {found.merges.map((merge) => (
            <MergeRow key={merge.id} graph={found} merge={merge} orders={orders} onSplit={setSplit} />
          ))}
        </div>
      )}
      {found && found.refusals.length > 0 && (
        <ul className={styles.refused}>
          {found.refusals.slice(0, 5).map((one) => (
            <li key={`${one.kind}${one.label}${one.at}`}>
              {t(`customers.refusal.${one.reason}`, { what: `${nameOfKind(one.kind)} ${one.label}` })}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { Card, useFormat } from "@/ui";
import type { Graph, GraphNode, Merge } from "../api";
import { nameOfKind, nameOfSource, ruleOf, tailOf } from "../words";
import type { Chosen } from "./GraphCanvas";
import styles from "./graph.module.css";

function Facts({ rows }: { rows: [string, ReactNode][] }) {
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function NodeFacts({ node, graph }: { node: GraphNode; graph: Graph }) {
  const t = useText();
  const format = useFormat();
  const via = graph.nodes.find((one) => one.id === node.via);
  return (
    <Facts
      rows={[
        [t("identity.fact.value"), `${nameOfKind(node.kind)} ${node.label}`],
        [t("identity.fact.via"), via ? `${nameOfKind(via.kind)} ${via.label}` : t("identity.fact.alone")],
        [
          t("identity.fact.event"),
          node.event ? (
            `${node.event.label} · ${format.dateTime(node.event.time, "full")}`
          ) : (
            <span key="n" className="muted">
              {t("identity.fact.no_event")}
            </span>
          ),
        ],
        [t("identity.fact.source"), nameOfSource(node.source) || "—"],
        [
          t("identity.fact.message"),
          <span key="m" className="mono">
            {node.evidence || "—"}
          </span>,
        ],
        [t("identity.fact.seen"), `${format.dateTime(node.first_seen)} – ${format.dateTime(node.last_seen)}`],
        [
          t("identity.fact.profile"),
          <span key="p" className="mono">
            {tailOf(node.profile)}
          </span>,
        ],
        [
          t("identity.fact.verified"),
          t(node.verified ? "identity.fact.verified_yes" : "identity.fact.verified_no"),
        ],
      ]}
    />
  );
}

function MergeFacts({ merge, graph }: { merge: Merge; graph: Graph }) {
  const t = useText();
  const format = useFormat();
  const nameOf = (id: string | null | undefined) => {
    const node = graph.nodes.find((one) => one.id === id);
    return node ? `${nameOfKind(node.kind)} ${node.label}` : null;
  };
  const met = [nameOf(merge.left_node), nameOf(merge.right_node)].filter(Boolean).join(" + ");
  return (
    <Facts
      rows={[
        [t("identity.fact.rule"), ruleOf(merge.rule, merge.evidence, t)],
        [t("identity.fact.met"), met || t("identity.fact.decision")],
        [
          t("identity.fact.event"),
          merge.event
            ? `${merge.event.label} · ${format.dateTime(merge.event.time, "full")}`
            : format.dateTime(merge.at, "full"),
        ],
        [t("identity.fact.source"), nameOfSource(String(merge.evidence.source ?? "")) || "—"],
        [
          t("identity.fact.message"),
          <span key="m" className="mono">
            {String(merge.evidence.message_id ?? "—")}
          </span>,
        ],
        [t("identity.fact.profiles"), `${tailOf(merge.left)} + ${tailOf(merge.right)}`],
      ]}
    />
  );
}

/** What stands behind the chosen identifier or merge. */
export function EvidenceCard({ graph, chosen }: { graph: Graph; chosen: Chosen }) {
  const t = useText();
  const node = chosen?.what === "node" && graph.nodes.find((one) => one.id === chosen.id);
  const merge = chosen?.what === "merge" && graph.merges.find((one) => one.id === chosen.id);
  return (
    <Card title={t("identity.evidence.title")}>
      {node && <NodeFacts node={node} graph={graph} />}
      {merge && <MergeFacts merge={merge} graph={graph} />}
      {!node && !merge && <div className="muted">{t("identity.evidence.lesson")}</div>}
    </Card>
  );
}

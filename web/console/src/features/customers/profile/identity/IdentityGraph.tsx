import { Tooltip } from "antd";
import { iconOfKind, nameOfKind } from "@/features/identity";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { dayOf, nameOfSource } from "../../words";
import type { Graph } from "../api";
import styles from "./identity.module.css";

import {
  cut,
  edgeOf,
  type Group,
  HUB,
  type Layout,
  layoutOf,
  NODE,
  type Placed,
  WIDTH,
  widthOf,
} from "./layout";

function Edge({ layout, placed, absorbed }: { layout: Layout; placed: Placed; absorbed: boolean }) {
  const format = useFormat();
  const { node, x, y } = placed;
  const words = cut(`${nameOfSource(node.source)} ${dayOf(format, node.first_seen)}`, 15);
  const width = widthOf(words) + 10;
  const middle = (HUB.width + 34 + x) / 2;
  return (
    <g className={absorbed ? styles.joined : styles.own}>
      <path d={edgeOf(layout, placed)} className={styles.edge} />
      <rect
        x={middle - width / 2}
        y={y + NODE.height / 2 - 9}
        width={width}
        height={18}
        className={styles.behind}
      />
      <text x={middle} y={y + NODE.height / 2 + 4} textAnchor="middle" className={styles.evidence}>
        {words}
      </text>
    </g>
  );
}

function Identifier({ placed, absorbed }: { placed: Placed; absorbed: boolean }) {
  const t = useText();
  const format = useFormat();
  const { node, x, y } = placed;
  const Icon = iconOfKind(node.kind);
  const facts = [
    t("customers.identity.fact_source", { source: nameOfSource(node.source) }),
    t("customers.identity.fact_seen", {
      first: format.dateTime(node.first_seen),
      last: format.dateTime(node.last_seen),
    }),
    node.evidence && t("customers.identity.fact_evidence", { evidence: node.evidence }),
    t(node.verified ? "customers.identity.verified" : "customers.identity.unverified"),
  ].filter(Boolean);
  return (
    <Tooltip title={<span style={{ whiteSpace: "pre-line" }}>{facts.join("\n")}</span>}>
      <g className={absorbed ? styles.nodeJoined : styles.node} tabIndex={0}>
        <title>{`${nameOfKind(node.kind)} ${node.label}`}</title>
        <rect x={x} y={y} width={NODE.width} height={NODE.height} rx={6} />
        <Icon x={x + 9} y={y + 11} width={16} height={16} strokeWidth={1.7} aria-hidden />
        <text x={x + 32} y={y + 16} className={styles.kind}>
          {cut(nameOfKind(node.kind), 15)}
        </text>
        <text x={x + 32} y={y + 31} className={styles.value}>
          {cut(node.label, 15)}
        </text>
      </g>
    </Tooltip>
  );
}

function Region({ group, letter }: { group: Group; letter: string }) {
  const t = useText();
  const x = WIDTH - NODE.width - 16;
  return (
    <g className={group.absorbed ? styles.regionJoined : styles.region}>
      <rect x={x} y={group.y} width={NODE.width + 16} height={group.height} rx={8} />
      <text x={x + (NODE.width + 16) / 2} y={group.y + group.height - 9} textAnchor="middle">
        {t("customers.identity.original", { letter })}
      </text>
    </g>
  );
}

/** The person in the middle, their identifiers around, on every line where and when it was learnt. */
export function IdentityGraph({ graph, most }: { graph: Graph; most: number }) {
  const t = useText();
  const layout = layoutOf(graph, most);
  const several = layout.groups.length > 1;
  const number = graph.profile.slice(-6).toUpperCase();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group inside SVG has no element of its own
    <svg
      viewBox={`-1 -1 ${WIDTH + 2} ${layout.height + 2}`}
      width="100%"
      className={styles.graph}
      role="group"
      aria-label={t("customers.identity.graph")}
    >
      {several &&
        layout.groups.map((group, at) => (
          <Region key={group.profile} group={group} letter={String.fromCharCode(65 + at)} />
        ))}
      {layout.groups.flatMap((group) =>
        group.placed.map((placed) => (
          <Edge key={placed.node.id} layout={layout} placed={placed} absorbed={group.absorbed} />
        )),
      )}
      {layout.groups.flatMap((group) =>
        group.placed.map((placed) => (
          <Identifier key={placed.node.id} placed={placed} absorbed={group.absorbed} />
        )),
      )}
      <g className={styles.hub}>
        <rect x={0} y={layout.hubY} width={HUB.width} height={HUB.height} rx={6} />
        <text x={HUB.width / 2} y={layout.hubY + 17} textAnchor="middle" className={styles.hubName}>
          OneID
        </text>
        <text x={HUB.width / 2} y={layout.hubY + 32} textAnchor="middle">
          {number}
        </text>
      </g>
    </svg>
  );
}

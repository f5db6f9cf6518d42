import type { KeyboardEvent } from "react";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { Graph, Merge } from "../api";
import { iconOfKind, nameOfKind, nameOfSource, ruleOf, tailOf } from "../words";
import styles from "./graph.module.css";
import {
  type Band,
  cut,
  EDGE,
  HUB,
  type Layout,
  type Line,
  layoutOf,
  lineOfMerge,
  lineTo,
  NODE,
  type Placed,
  widthOf,
} from "./layout";

export type Chosen = { what: "node" | "merge"; id: string } | null;

interface Choosing {
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
}

/** What makes an SVG group a button. */
function press(label: string, on: boolean, choose: () => void) {
  return {
    "aria-label": label,
    "aria-pressed": on,
    tabIndex: 0,
    role: "button" as const,
    onClick: choose,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        choose();
      }
    },
  };
}

function Label({ line, words, strong }: { line: Line; words: string; strong?: boolean }) {
  const width = widthOf(words) + (strong ? 20 : 10);
  return (
    <>
      <rect
        x={line.labelX - width / 2}
        y={line.labelY - 10}
        width={width}
        height={20}
        rx={strong ? 10 : 0}
        className={strong ? styles.pill : styles.behind}
      />
      <text x={line.labelX} y={line.labelY + 4} textAnchor="middle" className={styles.words}>
        {words}
      </text>
    </>
  );
}

function BandBox({ band, width }: { band: Band; width: number }) {
  const t = useText();
  const format = useFormat();
  const origin = band.origin;
  const brought = origin
    ? t("identity.graph.brought", {
        events: format.number(origin.events),
        orders: format.number(origin.orders),
        amount: format.money(origin.amount),
      })
    : "";
  return (
    <g className={band.absorbed ? styles.bandJoined : styles.band}>
      <rect x={EDGE} y={band.y} width={width - EDGE} height={band.height} rx={8} />
      <text x={EDGE + 14} y={band.y + 19} className={styles.bandName}>
        {t("identity.graph.original", { letter: band.letter, tail: tailOf(band.profile) })}
      </text>
      <text x={width - 14} y={band.y + 19} textAnchor="end" className={styles.brought}>
        {brought}
      </text>
      {band.hidden > 0 && (
        <text x={EDGE + 14} y={band.y + band.height - 8} className={styles.brought}>
          {t("identity.graph.hidden", { n: band.hidden })}
        </text>
      )}
    </g>
  );
}

function Edge({ layout, placed, joined }: { layout: Layout; placed: Placed; joined: boolean }) {
  const format = useFormat();
  const line = lineTo(layout, placed);
  const day = format.dateTime(placed.node.first_seen, "short").replace(/ \d\d:\d\d$/, "");
  const what = placed.node.event?.label ?? nameOfSource(placed.node.source);
  return (
    <g className={joined ? styles.edgeJoined : styles.edge}>
      <path d={line.path} />
      <Label line={line} words={cut(`${what} ${day}`, 19)} />
    </g>
  );
}

function Identifier({ placed, joined, chosen, choose }: Choosing & { placed: Placed; joined: boolean }) {
  const { node, x, y } = placed;
  const Icon = iconOfKind(node.kind);
  const on = chosen?.what === "node" && chosen.id === node.id;
  return (
    <g
      className={`${styles.node} ${joined ? styles.nodeJoined : ""} ${on ? styles.on : ""}`}
      {...press(`${nameOfKind(node.kind)} ${node.label}`, on, () =>
        choose(on ? null : { what: "node", id: node.id }),
      )}
    >
      <rect x={x} y={y} width={NODE.width} height={NODE.height} rx={6} />
      <Icon x={x + 11} y={y + 13} width={16} height={16} strokeWidth={1.7} aria-hidden />
      <text x={x + 36} y={y + 18} className={styles.kind}>
        {cut(nameOfKind(node.kind), 20)}
      </text>
      <text x={x + 36} y={y + 34} className={styles.value}>
        {cut(node.label, 21)}
      </text>
    </g>
  );
}

function Joint({ layout, merge, chosen, choose }: Choosing & { layout: Layout; merge: Merge }) {
  const t = useText();
  const format = useFormat();
  const line = lineOfMerge(layout, merge);
  if (!line) return null;
  const on = chosen?.what === "merge" && chosen.id === merge.id;
  const words = `${ruleOf(merge.rule, merge.evidence, t)} · ${format.dateTime(merge.at, "short")}`;
  return (
    <g
      className={`${styles.joint} ${on ? styles.on : ""}`}
      {...press(words, on, () => choose(on ? null : { what: "merge", id: merge.id }))}
    >
      <path d={line.path} />
      <Label line={line} words={cut(words, 46)} strong />
    </g>
  );
}

/** The person at the left, a band per original profile, on every line what it was learnt by; merges join the bands. */
export function GraphCanvas({ graph, chosen, choose }: Choosing & { graph: Graph }) {
  const t = useText();
  const layout = layoutOf(graph);
  const standing = graph.merges.filter((merge) => !merge.undone_at);
  return (
    <div className={styles.canvas}>
      {/* biome-ignore lint/a11y/useSemanticElements: a group inside SVG has no element of its own */}
      <svg
        viewBox={`-1 -1 ${layout.width + 2} ${layout.height + 2}`}
        width={layout.width}
        height={layout.height}
        role="group"
        aria-label={t("identity.graph.label")}
      >
        {layout.bands.map((band) => (
          <BandBox key={band.profile} band={band} width={layout.width} />
        ))}
        {layout.bands.flatMap((band) =>
          band.placed.map((placed) => (
            <Edge key={placed.node.id} layout={layout} placed={placed} joined={band.absorbed} />
          )),
        )}
        {standing.map((merge) => (
          <Joint key={merge.id} layout={layout} merge={merge} chosen={chosen} choose={choose} />
        ))}
        {layout.bands.flatMap((band) =>
          band.placed.map((placed) => (
            <Identifier
              key={placed.node.id}
              placed={placed}
              joined={band.absorbed}
              chosen={chosen}
              choose={choose}
            />
          )),
        )}
        <g className={styles.hub}>
          <rect x={0} y={layout.hubY} width={HUB.width} height={HUB.height} rx={8} />
          <text x={HUB.width / 2} y={layout.hubY + 21} textAnchor="middle" className={styles.hubName}>
            OneID
          </text>
          <text x={HUB.width / 2} y={layout.hubY + 37} textAnchor="middle">
            {tailOf(graph.profile)}
          </text>
        </g>
      </svg>
    </div>
  );
}

import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, useInternalNode } from "@xyflow/react";
import { Tooltip } from "antd";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { waysOf } from "../graph/model";
import styles from "./Canvas.module.css";
import { useWorld } from "./context";
import { figuresOfWay } from "./figures";
import { InsertMenu } from "./InsertMenu";
import { route } from "./route";

export type WayEdgeType = Edge<{ from: string; branch: string; fork: boolean }, "way">;

/** Thicker the more of the people go there. */
const widthOf = (share: number | null) => (share === null ? 1.6 : 1.4 + 2.2 * Math.min(1, share));

function useFigures(from: string, branch: string) {
  const { graph, report, words } = useWorld();
  const step = graph.nodes.find((one) => one.id === from);
  const ways = step ? waysOf(step) : [];
  const way = ways.find((one) => one.branch === branch);
  if (!step || !way) return null;
  const toGoal = graph.nodes.find((one) => one.id === way.to)?.type === "goal";
  const figures = report ? figuresOfWay(graph, step, way, report) : null;
  const name = ways.length > 1 ? words.way(step, way) : "";
  const most = report ? Math.max(1, report.entered) : 1;
  return { step, name, figures, toGoal, width: widthOf(figures ? figures.people / most : null) };
}

export function WayEdge({ source, target, data, selected, id }: EdgeProps<WayEdgeType>) {
  const from = useInternalNode(source);
  const to = useInternalNode(target);
  const [over, setOver] = useState(false);
  const found = useFigures(data?.from ?? "", data?.branch ?? "");
  if (!from || !to || !data || !found) return null;
  const { path, at } = route(from.internals.positionAbsolute, to.internals.positionAbsolute, data.fork);
  const colour = selected || over ? "var(--brand)" : found.toGoal ? "var(--ok)" : "var(--edge)";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only shows the edge's buttons
    <g onMouseEnter={() => setOver(true)} onMouseLeave={() => setOver(false)}>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={22}
        style={{ stroke: colour, strokeWidth: found.width }}
      />
      <EdgeLabelRenderer>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keeps the buttons while the pointer is on them */}
        <div
          className={`${styles.way} ${over || selected ? styles.over : ""} nodrag nopan`}
          style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
          onMouseEnter={() => setOver(true)}
          onMouseLeave={() => setOver(false)}
        >
          <WayLabel data={data} found={found} />
          <WayTools data={data} bare={!found.name && !found.figures} />
        </div>
      </EdgeLabelRenderer>
    </g>
  );
}

type Data = NonNullable<WayEdgeType["data"]>;
type Found = NonNullable<ReturnType<typeof useFigures>>;

function WayLabel({ data, found }: { data: Data; found: Found }) {
  const t = useText();
  const format = useFormat();
  const { openPeople, words } = useWorld();
  const { name, figures, toGoal, step } = found;
  if (!name && !figures) return null;
  const look = `${styles.label} ${toGoal ? styles.goal : ""}`;
  if (!figures) return <span className={look}>{name}</span>;
  const share = figures.share === null ? "" : ` · ${format.percent(figures.share)}`;
  const text = `${name ? `${name} ` : ""}${format.number(figures.people)}${share}`;
  const title = [words.title(step), name || t("journeys.canvas.next")].join(" → ");
  return (
    <Tooltip title={t("journeys.canvas.way_definition")}>
      <button
        type="button"
        className={look}
        onClick={() => openPeople(figures.behind, title)}
        aria-label={`${title} ${text}`}
        data-branch={data.branch}
      >
        {text}
      </button>
    </Tooltip>
  );
}

function WayTools({ data, bare }: { data: Data; bare: boolean }) {
  const t = useText();
  const { editable, insert, disconnect } = useWorld();
  if (!editable) return null;
  return (
    <span className={`${styles.tools} ${bare ? styles.bare : ""}`}>
      <InsertMenu onPick={(type) => insert(data.from, data.branch, type)}>
        <button type="button" className={styles.tool} aria-label={t("journeys.canvas.insert")}>
          <Plus size={12} strokeWidth={2.2} aria-hidden />
        </button>
      </InsertMenu>
      <button
        type="button"
        className={`${styles.tool} ${styles.cut}`}
        aria-label={t("journeys.canvas.disconnect")}
        title={t("journeys.canvas.disconnect")}
        onClick={() => disconnect(data.from, data.branch)}
      >
        <X size={12} strokeWidth={2.2} aria-hidden />
      </button>
    </span>
  );
}

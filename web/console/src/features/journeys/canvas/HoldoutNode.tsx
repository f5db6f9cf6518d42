import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  useInternalNode,
} from "@xyflow/react";
import { Tooltip } from "antd";
import { Shield } from "lucide-react";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { HEIGHT, WIDTH } from "../graph/model";
import styles from "./Canvas.module.css";
import { useWorld } from "./context";

export type HoldoutNodeType = Node<Record<string, never>, "holdout">;

/** The people who are tracked to the goal and get nothing. */
export function HoldoutNode(_props: NodeProps<HoldoutNodeType>) {
  const t = useText();
  const format = useFormat();
  const { graph, report, openPeople, openSettings } = useWorld();
  const percent = graph.settings.holdout_percent;
  const title = t("journeys.canvas.holdout", { percent });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the settings tab opens the same
    // biome-ignore lint/a11y/noStaticElementInteractions: the settings tab opens the same
    <div className={styles.step} onClick={openSettings}>
      <Handle
        type="target"
        position={Position.Left}
        id="in"
        className={styles.hidden}
        isConnectable={false}
      />
      <div className={styles.above}>
        <span className={`${styles.icon} ${styles.grey}`}>
          <Shield size={15} strokeWidth={1.8} aria-hidden />
        </span>
        <span className={styles.title}>{title}</span>
        {report && (
          <button
            type="button"
            className={styles.people}
            onClick={(event) => {
              event.stopPropagation();
              openPeople({ holdout: true }, title);
            }}
          >
            {format.number(report.holdout)}
          </button>
        )}
      </div>
      <div className={styles.below}>
        <span className={styles.state}>{t("journeys.canvas.holdout_state")}</span>
        {report && report.lift.holdout_rate !== null && (
          <Tooltip title={t("journeys.lift.holdout_definition")}>
            <span className={`${styles.mark} ${styles.grey}`}>
              {t("journeys.mark.converted", { share: format.percent(report.lift.holdout_rate) })}
            </span>
          </Tooltip>
        )}
      </div>
    </div>
  );
}

export type HoldoutEdgeType = Edge<Record<string, never>, "holdout">;

export function HoldoutEdge({ source, target, id }: EdgeProps<HoldoutEdgeType>) {
  const { graph } = useWorld();
  const from = useInternalNode(source)?.internals.positionAbsolute;
  const to = useInternalNode(target)?.internals.positionAbsolute;
  if (!from || !to) return null;
  const start = { x: from.x + WIDTH, y: from.y + HEIGHT / 2 };
  const end = { x: to.x, y: to.y + HEIGHT / 2 };
  return (
    <>
      <BaseEdge
        id={id}
        path={`M${start.x},${start.y} L${end.x},${end.y}`}
        style={{ stroke: "var(--edge)", strokeWidth: 1.6, strokeDasharray: "4 4" }}
      />
      <EdgeLabelRenderer>
        <div
          className={styles.way}
          style={{
            transform: `translate(-50%, -50%) translate(${(start.x + end.x) / 2}px, ${(start.y + end.y) / 2}px)`,
          }}
        >
          <span className={styles.label}>{graph.settings.holdout_percent}%</span>
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

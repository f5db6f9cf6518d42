import type { ReactFlowInstance } from "@xyflow/react";
import { type Graph, HEIGHT, WIDTH } from "../graph/model";
import type { CanvasEdge, CanvasNode } from "./elements";

const EDGE = 20;
const TOOLS = 72;
const CARD = 224;

type Flow = Pick<ReactFlowInstance<CanvasNode, CanvasEdge>, "fitView">;

/** Room to leave on the left: beside the lift card where that costs little size, else beside the tools only. */
export function leftOf(graph: Graph, card: boolean, width: number, height: number): number {
  if (!card || !graph.nodes.length) return TOOLS;
  const x = graph.nodes.map((step) => step.x);
  const y = graph.nodes.map((step) => step.y);
  const held = graph.settings.holdout_percent ? WIDTH + 80 : 0;
  const wide = Math.max(...x, (graph.nodes[0]?.x ?? 0) + held) + WIDTH - Math.min(...x);
  const high = Math.max(...y) + HEIGHT - Math.min(...y);
  const zoom = (left: number) => Math.min(1, (width - left - EDGE) / wide, (height - 2 * EDGE) / high);
  return zoom(CARD) >= 0.9 * zoom(TOOLS) ? CARD : TOOLS;
}

/** Brings everything into view. */
export function fitAll(flow: Flow, graph: Graph, duration = 0): void {
  const frame = document.querySelector(".react-flow");
  const card = frame?.parentElement?.querySelector("[data-lift]") !== null;
  const left = leftOf(graph, card, frame?.clientWidth ?? 0, frame?.clientHeight ?? 0);
  void flow.fitView({
    padding: { top: `${EDGE}px`, right: `${EDGE}px`, bottom: `${EDGE}px`, left: `${left}px` },
    maxZoom: 1,
    minZoom: 0.5,
    duration,
  });
}

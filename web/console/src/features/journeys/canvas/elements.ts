import type { Edge } from "@xyflow/react";
import { type Graph, HEIGHT, isEntry, type Step, WIDTH, waysOf } from "../graph/model";
import type { HoldoutEdgeType, HoldoutNodeType } from "./HoldoutNode";
import type { StepNodeType } from "./StepNode";
import type { WayEdgeType } from "./WayEdge";

export type CanvasNode = StepNodeType | HoldoutNodeType;
export type CanvasEdge = WayEdgeType | HoldoutEdgeType;
export const HOLDOUT = "$holdout";

const size = { width: WIDTH, height: HEIGHT, measured: { width: WIDTH, height: HEIGHT } };

/** Right of the entry, or left of it when something stands there. */
function holdoutPlace(graph: Graph, entry: Step) {
  const near = (x: number) =>
    graph.nodes.some(
      (step) =>
        Math.abs(step.x - x) < WIDTH + 20 && Math.abs(step.y - entry.y) < HEIGHT + 20 && step !== entry,
    );
  const goal = graph.nodes.find((step) => step.type === "goal");
  const aside = (goal?.x ?? 0) - entry.x;
  const right = goal && aside > WIDTH + 50 && aside < 2 * WIDTH ? goal.x : entry.x + WIDTH + 80;
  return { x: near(right) ? right + WIDTH + 60 : right, y: entry.y };
}

export function nodesOf(graph: Graph, selected: string[], nameOf: (step: Step) => string): CanvasNode[] {
  const steps: CanvasNode[] = graph.nodes.map((step) => ({
    id: step.id,
    type: "step",
    position: { x: step.x, y: step.y },
    data: { step },
    selected: selected.includes(step.id),
    ariaLabel: nameOf(step),
    ...size,
  }));
  const entry = graph.nodes.find(isEntry);
  if (!entry || !graph.settings.holdout_percent) return steps;
  return [
    ...steps,
    {
      id: HOLDOUT,
      type: "holdout",
      position: holdoutPlace(graph, entry),
      data: {},
      draggable: false,
      selectable: false,
      deletable: false,
      ...size,
    },
  ];
}

export function edgesOf(graph: Graph, selected: string | null): CanvasEdge[] {
  const known = new Map(graph.nodes.map((step) => [step.id, step]));
  const edges: CanvasEdge[] = graph.nodes.flatMap((step) => {
    const ways = waysOf(step);
    const row = ways.map((way) => (way.to ? known.get(way.to)?.y : undefined));
    return ways.flatMap((way, at) => {
      if (!way.to || !known.has(way.to)) return [];
      const fork =
        ways.length > 1 && row.some((y, other) => other !== at && y !== undefined && y === row[at]);
      const id = `${step.id}:${way.branch}`;
      return [
        {
          id,
          type: "way" as const,
          source: step.id,
          sourceHandle: way.branch,
          target: way.to,
          targetHandle: "in",
          data: { from: step.id, branch: way.branch, fork },
          selected: id === selected,
        },
      ];
    });
  });
  const entry = graph.nodes.find(isEntry);
  if (entry && graph.settings.holdout_percent)
    edges.push({
      id: HOLDOUT,
      type: "holdout",
      source: entry.id,
      target: HOLDOUT,
      targetHandle: "in",
      sourceHandle: "next",
      selectable: false,
      data: {},
    });
  return edges;
}

export const partsOf = (edge: Edge | string): [string, string] => {
  const id = typeof edge === "string" ? edge : edge.id;
  const at = id.indexOf(":");
  return [id.slice(0, at), id.slice(at + 1)];
};

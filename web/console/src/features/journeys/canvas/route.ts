import { getSmoothStepPath, Position } from "@xyflow/react";
import { HEIGHT, WIDTH } from "../graph/model";

interface Box {
  x: number;
  y: number;
}

export interface Route {
  path: string;
  /** Where the words stand. */
  at: { x: number; y: number };
}

const RADIUS = 8;
const SIDE = 250;

function point(box: Box, side: Position) {
  if (side === Position.Top) return { x: box.x + WIDTH / 2, y: box.y };
  if (side === Position.Bottom) return { x: box.x + WIDTH / 2, y: box.y + HEIGHT };
  if (side === Position.Left) return { x: box.x, y: box.y + HEIGHT / 2 };
  return { x: box.x + WIDTH, y: box.y + HEIGHT / 2 };
}

/** Which sides a line leaves and enters by: down the flow, sideways to what stands in another column. */
export function sidesOf(from: Box, to: Box, fork: boolean): [Position, Position] {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const below = dy > HEIGHT + 12;
  if (below && (Math.abs(dx) < SIDE || fork)) return [Position.Bottom, Position.Top];
  if (Math.abs(dx) < SIDE) return [Position.Right, Position.Right];
  const out = dx > 0 ? Position.Right : Position.Left;
  if (Math.abs(dy) <= HEIGHT + 12) return [out, dx > 0 ? Position.Left : Position.Right];
  return [out, below ? Position.Top : Position.Bottom];
}

/** The line between two steps; `fork`: one of several ways down to steps beside each other. */
export function route(from: Box, to: Box, fork: boolean): Route {
  const [out, into] = sidesOf(from, to, fork);
  const start = point(from, out);
  const end = point(to, into);
  const [path, labelX, labelY] = getSmoothStepPath({
    sourceX: start.x,
    sourceY: start.y,
    sourcePosition: out,
    targetX: end.x,
    targetY: end.y,
    targetPosition: into,
    borderRadius: RADIUS,
    offset: 22,
  });
  const sideways = out === Position.Left || out === Position.Right;
  const bent = sideways && (into === Position.Top || into === Position.Bottom);
  return { path, at: bent ? { x: (start.x + end.x) / 2, y: start.y } : { x: labelX, y: labelY } };
}

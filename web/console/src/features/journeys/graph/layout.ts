import type { Place } from "./edit";
import { type Graph, HEIGHT, isEntry, type Step, WIDTH, waysOf } from "./model";

const ROW = HEIGHT + 50;
const COLUMN = WIDTH + 40;

/** How many steps the longest way from an entry has to each step; ways that go round count once. */
export function layersOf(graph: Graph): Map<string, number> {
  const known = new Map(graph.nodes.map((step) => [step.id, step]));
  const layer = new Map<string, number>();
  const visit = (step: Step, depth: number, trail: Set<string>): void => {
    if (trail.has(step.id)) return;
    if ((layer.get(step.id) ?? -1) >= depth) return;
    layer.set(step.id, depth);
    trail.add(step.id);
    for (const { to } of waysOf(step)) {
      const next = to ? known.get(to) : undefined;
      if (next) visit(next, depth + 1, trail);
    }
    trail.delete(step.id);
  };
  for (const step of graph.nodes) if (isEntry(step)) visit(step, 0, new Set());
  for (const step of graph.nodes) if (!layer.has(step.id)) visit(step, 0, new Set());
  return layer;
}

/** Goals and exits stand beside the flow, unless they are the only thing that follows their one source. */
function isEnd(graph: Graph, step: Step): boolean {
  if (step.type !== "goal" && step.type !== "exit") return false;
  const sources = graph.nodes.filter((one) => waysOf(one).some((way) => way.to === step.id));
  const only = sources.length === 1 && sources[0] ? waysOf(sources[0]).filter((way) => way.to) : [];
  return only.length !== 1 || waysOf(sources[0] as Step).length !== 1;
}

/** The main line in the middle, branches beside each other, the goal on the right, exits on the left. */
export function layout(graph: Graph): Map<string, Place> {
  const layers = layersOf(graph);
  const places = new Map<string, Place>();
  const flow = graph.nodes.filter((step) => !isEnd(graph, step));
  const depth = Math.max(0, ...flow.map((step) => layers.get(step.id) ?? 0));
  const centre = new Map<string, number>();
  for (let row = 0; row <= depth; row += 1) {
    const steps = flow.filter((step) => layers.get(step.id) === row);
    const wish = (step: Step) => {
      const parents = flow.flatMap((one) =>
        waysOf(one).flatMap((way, at, ways) => {
          const x = centre.get(one.id);
          if (way.to !== step.id || x === undefined) return [];
          const real = ways.filter((other) => flow.some((each) => each.id === other.to));
          const place = real.length > 1 ? real.indexOf(way) - (real.length - 1) / 2 : 0;
          return [x + place * COLUMN + at * 0.01];
        }),
      );
      return parents.length ? parents.reduce((sum, x) => sum + x, 0) / parents.length : 0;
    };
    const ordered = steps.map((step) => ({ step, x: wish(step) })).sort((a, b) => a.x - b.x);
    spread(ordered.map((one) => one.x)).forEach((x, at) => {
      const one = ordered[at];
      if (!one) return;
      centre.set(one.step.id, x);
      places.set(one.step.id, { x: Math.round(x), y: row * ROW });
    });
  }
  const lines = [...places.values()].map((place) => place.x);
  const left = Math.min(0, ...lines) - COLUMN - 40;
  const right = Math.max(0, ...lines) + COLUMN + 40;
  placeEnds(graph, layers, places, "goal", right);
  placeEnds(graph, layers, places, "exit", left);
  return places;
}

/** Wished places pushed apart to at least a column, around their common middle. */
export function spread(wishes: number[]): number[] {
  const placed: number[] = [];
  for (const wish of wishes) {
    const before = placed.at(-1);
    placed.push(before === undefined ? wish : Math.max(wish, before + COLUMN));
  }
  if (!placed.length) return [];
  const shift = placed.reduce((sum, x, at) => sum + x - (wishes[at] ?? 0), 0) / placed.length;
  return placed.map((x) => x - shift);
}

function placeEnds(
  graph: Graph,
  layers: Map<string, number>,
  places: Map<string, Place>,
  type: "goal" | "exit",
  x: number,
): void {
  let free = 0;
  for (const end of graph.nodes.filter((step) => step.type === type && !places.has(step.id))) {
    const sources = graph.nodes.filter((step) => waysOf(step).some((way) => way.to === end.id));
    const rows = sources.map((step) => layers.get(step.id) ?? 0);
    const wish = rows.length ? (Math.min(...rows) + Math.max(...rows)) / 2 : 0;
    const row = Math.max(rows.length > 1 && Number.isInteger(wish) ? wish + 0.5 : wish, free);
    places.set(end.id, { x, y: Math.round(row * ROW) });
    free = row + 1;
  }
}

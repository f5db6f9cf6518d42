import { makeStep } from "./kinds";
import { type Graph, HEIGHT, isEntry, type Step, type StepType, WIDTH, waysOf, withWay } from "./model";

export interface Place {
  x: number;
  y: number;
}

const SHORT: Partial<Record<StepType, string>> = {
  segment_entry: "enter",
  event_entry: "enter",
  wait_for: "wait",
  condition_split: "split",
  random_split: "random",
  send_email: "mail",
  update_profile: "update",
};

/** An id that no step has: the type's word with the first free number. */
export function freeId(graph: Graph, type: StepType): string {
  const known = new Set(graph.nodes.map((step) => step.id));
  const word = SHORT[type] ?? type;
  for (let number = 1; ; number += 1) if (!known.has(`${word}${number}`)) return `${word}${number}`;
}

/** A key that no branch has. */
export function freeKey(keys: string[]): string {
  const letters = "abcdefghijklmnopqrstuvwxyz";
  return [...letters].find((letter) => !keys.includes(letter)) ?? `b${keys.length + 1}`;
}

const overlaps = (a: Place, b: Place) =>
  Math.abs(a.x - b.x) < WIDTH + 16 && Math.abs(a.y - b.y) < HEIGHT + 20;

/** The nearest place to the right of `at` where nothing stands. */
export function freePlace(graph: Graph, at: Place): Place {
  let place = at;
  while (graph.nodes.some((step) => overlaps(step, place))) place = { x: place.x + WIDTH + 40, y: place.y };
  return place;
}

const withStep = (graph: Graph, id: string, change: (step: Step) => Step): Graph => ({
  ...graph,
  nodes: graph.nodes.map((step) => (step.id === id ? change(step) : step)),
});

export const replaceStep = (graph: Graph, next: Step): Graph => withStep(graph, next.id, () => next);

export const connect = (graph: Graph, from: string, branch: string, to: string | null): Graph =>
  withStep(graph, from, (step) => withWay(step, branch, to));

/** Whether a way may lead there: not into an entry, not to itself. */
export function mayLead(graph: Graph, from: string, to: string): boolean {
  const target = graph.nodes.find((step) => step.id === to);
  return target !== undefined && from !== to && !isEntry(target);
}

/** A step that stands alone. */
export function addStep(graph: Graph, type: StepType, at: Place): { graph: Graph; id: string } {
  const id = freeId(graph, type);
  const step = makeStep(type, id, freePlace(graph, at));
  return { graph: { ...graph, nodes: [...graph.nodes, step] }, id };
}

const DOWN = HEIGHT + 50;
const ASIDE = WIDTH + 80;

/** Where a new step at the end of a way stands: goals right, exits left of a step with several ways, else below it. */
function placeAfter(source: Step, branch: string, type: StepType): Place {
  const ways = waysOf(source);
  if (type === "goal") return { x: source.x + ASIDE, y: source.y };
  if (ways.length === 1) return { x: source.x, y: source.y + DOWN };
  if (type === "exit") return { x: source.x - ASIDE, y: source.y };
  const forks = source.type === "condition_split" || source.type === "random_split";
  const place = ways.findIndex((way) => way.branch === branch) - (ways.length - 1) / 2;
  return { x: source.x + (forks ? place * (WIDTH + 40) : 0), y: source.y + DOWN };
}

/** A new step at a way's end; what the way led to follows it by its first way. Later steps in the way move down. */
export function insertStep(
  graph: Graph,
  from: string,
  branch: string,
  type: StepType,
): { graph: Graph; id: string } {
  const source = graph.nodes.find((step) => step.id === from);
  const way = source && waysOf(source).find((one) => one.branch === branch);
  if (!source || !way) return addStep(graph, type, { x: 0, y: 0 });
  const id = freeId(graph, type);
  const after = graph.nodes.find((step) => step.id === way.to);
  const straight = after && Math.abs(after.x - source.x) < WIDTH && after.y > source.y;
  const at = straight ? { x: after.x, y: after.y } : placeAfter(source, branch, type);
  const made = makeStep(type, id, at);
  const first = waysOf(made)[0];
  const step = first && way.to ? withWay(made, first.branch, way.to) : made;
  const moved = straight
    ? graph.nodes.map((one) => (one.y >= after.y ? { ...one, y: one.y + DOWN } : one))
    : graph.nodes;
  const placed = straight ? step : { ...step, ...freePlace(graph, at) };
  return { graph: connect({ ...graph, nodes: [...moved, placed] }, from, branch, id), id };
}

/** Without these steps; a way into a removed step with one way out goes on to what followed it. */
export function removeSteps(graph: Graph, ids: string[]): Graph {
  const gone = new Set(ids);
  const after = new Map(
    graph.nodes
      .filter((step) => gone.has(step.id))
      .map((step) => {
        const ways = waysOf(step);
        return [step.id, ways.length === 1 ? (ways[0]?.to ?? null) : null] as const;
      }),
  );
  const lead = (to: string | null): string | null => {
    let place = to;
    for (let hops = 0; place !== null && gone.has(place) && hops <= ids.length; hops += 1)
      place = after.get(place) ?? null;
    return place !== null && gone.has(place) ? null : place;
  };
  const kept = graph.nodes.filter((step) => !gone.has(step.id));
  const nodes = kept.map((step) =>
    waysOf(step).reduce(
      (one, way) => (way.to && gone.has(way.to) ? withWay(one, way.branch, lead(way.to)) : one),
      step,
    ),
  );
  return { ...graph, nodes };
}

/** Copies of steps beside them; ways among the copied lead to the copies, others end. */
export function copySteps(graph: Graph, steps: Step[]): { graph: Graph; ids: string[] } {
  let grown = graph;
  const names = new Map<string, string>();
  for (const step of steps) {
    const id = freeId(grown, step.type);
    names.set(step.id, id);
    grown = { ...grown, nodes: [...grown.nodes, { ...step, id, x: step.x + 40, y: step.y + 40 }] };
  }
  const ids = [...names.values()];
  const nodes = grown.nodes.map((step) =>
    ids.includes(step.id)
      ? waysOf(step).reduce(
          (one, way) => withWay(one, way.branch, (way.to && names.get(way.to)) || null),
          step,
        )
      : step,
  );
  return { graph: { ...grown, nodes }, ids };
}

export function moveSteps(graph: Graph, places: Map<string, Place>): Graph {
  const nodes = graph.nodes.map((step) => {
    const place = places.get(step.id);
    return place ? { ...step, x: Math.round(place.x), y: Math.round(place.y) } : step;
  });
  return { ...graph, nodes };
}

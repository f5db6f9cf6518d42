import type { Graph, GraphNode, Merge, Origin } from "../api";

export const NODE = { width: 176, height: 42, gap: 10 };
export const HUB = { width: 116, height: 48 };
/** Where the identifiers of each step from the person begin. */
const STEPS = [270, 600, 930];
const PAD = 12;
const CAPTION = 26;
const BETWEEN = 26;
const MOST = 14;
/** Where the bands begin. */
export const EDGE = 250;
/** A line runs straight for so long before its identifier, for its words to stand on. */
const STRAIGHT = 136;

export interface Placed {
  node: GraphNode;
  step: number;
  x: number;
  y: number;
}

/** One original profile: its band, its identifiers, those that found no place. */
export interface Band {
  profile: string;
  origin: Origin | undefined;
  letter: string;
  absorbed: boolean;
  y: number;
  height: number;
  placed: Placed[];
  hidden: number;
}

export interface Layout {
  width: number;
  height: number;
  hubY: number;
  bands: Band[];
  places: Map<string, Placed>;
}

/** How many identifiers stand between this one and the first that the event named. */
function stepsOf(nodes: GraphNode[]): Map<string, number> {
  const by = new Map(nodes.map((node) => [node.id, node]));
  const steps = new Map<string, number>();
  const stepOf = (node: GraphNode, seen: Set<string>): number => {
    const known = steps.get(node.id);
    if (known !== undefined) return known;
    const via = node.via ? by.get(node.via) : undefined;
    const step = via && !seen.has(via.id) ? stepOf(via, new Set([...seen, node.id])) + 1 : 0;
    steps.set(node.id, Math.min(step, STEPS.length - 1));
    return Math.min(step, STEPS.length - 1);
  };
  for (const node of nodes) stepOf(node, new Set());
  return steps;
}

/** Each identifier directly below the one it came with, so that lines do not cross. */
function inOrder(nodes: GraphNode[]): GraphNode[] {
  const mine = new Set(nodes.map((node) => node.id));
  const children = (of: string | null) =>
    nodes.filter((node) => (node.via && mine.has(node.via) ? node.via : null) === of);
  const walk = (of: string | null): GraphNode[] => children(of).flatMap((node) => [node, ...walk(node.id)]);
  return walk(null);
}

/** The person at the left, one band per original profile, identifiers to the right of the one they came with. */
export function layoutOf(graph: Graph): Layout {
  const members = [graph.profile, ...graph.members.filter((one) => one !== graph.profile)];
  const places = new Map<string, Placed>();
  let top = 0;
  const bands = members.map((profile, at) => {
    const nodes = inOrder(graph.nodes.filter((node) => node.profile === profile));
    const steps = stepsOf(nodes);
    const shown = nodes.slice(0, MOST);
    const rows: number[] = [];
    let row = -1;
    let before = -1;
    for (const node of shown) {
      const step = steps.get(node.id) ?? 0;
      if (step <= before || row < 0) row += 1;
      before = step;
      rows.push(row);
    }
    const first = top + CAPTION + PAD;
    const placed = shown.map((node, place) => {
      const step = steps.get(node.id) ?? 0;
      const spot = {
        node,
        step,
        x: STEPS[step] ?? 0,
        y: first + (rows[place] ?? 0) * (NODE.height + NODE.gap),
      };
      places.set(node.id, spot);
      return spot;
    });
    const body = Math.max(1, row + 1) * (NODE.height + NODE.gap) - NODE.gap;
    const band: Band = {
      profile,
      origin: graph.origins.find((one) => one.profile === profile),
      letter: String.fromCharCode(65 + at),
      absorbed: at > 0,
      y: top,
      height: CAPTION + body + PAD * 2,
      placed,
      hidden: nodes.length - shown.length,
    };
    top += band.height + BETWEEN;
    return band;
  });
  const height = Math.max(top - BETWEEN, HUB.height);
  const last = Math.max(0, ...[...places.values()].map((one) => one.step));
  const width = Math.max((STEPS[last] ?? 0) + NODE.width + PAD * 2, 720);
  return { width, height, hubY: (height - HUB.height) / 2, bands, places };
}

export interface Line {
  path: string;
  labelX: number;
  labelY: number;
}

/** From the person, or from the identifier that it came with, to an identifier. */
export function lineTo(layout: Layout, placed: Placed): Line {
  const via = placed.node.via ? layout.places.get(placed.node.via) : undefined;
  const from = via
    ? { x: via.x + NODE.width, y: via.y + NODE.height / 2 }
    : { x: HUB.width, y: layout.hubY + HUB.height / 2 };
  const to = { x: placed.x, y: placed.y + NODE.height / 2 };
  const bend = Math.max(from.x + 8, to.x - STRAIGHT);
  const middle = (from.x + bend) / 2;
  return {
    path: `M${from.x},${from.y} C${middle},${from.y} ${middle},${to.y} ${bend},${to.y} L${to.x},${to.y}`,
    labelX: to.x - STRAIGHT / 2 + 2,
    labelY: to.y,
  };
}

/** Between the two identifiers whose meeting made the merge; between the bands when no identifier did. */
export function lineOfMerge(layout: Layout, merge: Merge): Line | null {
  const ends = [merge.left_node, merge.right_node].map((id) => (id ? layout.places.get(id) : undefined));
  const bandOf = (profile: string) => layout.bands.find((band) => band.profile === profile);
  const [left, right] = [bandOf(merge.left), bandOf(merge.right)];
  if (!left || !right || left === right) return null;
  const [upper, lower] = left.y < right.y ? [left, right] : [right, left];
  const xOf = (band: Band) => {
    const end = ends.find((one) => one && one.node.profile === band.profile);
    return (end ? end.x : (STEPS[0] ?? 0)) + NODE.width - 32;
  };
  const yOf = (band: Band, side: "bottom" | "top") => {
    const end = ends.find((one) => one && one.node.profile === band.profile);
    if (!end) return side === "bottom" ? band.y + band.height : band.y;
    return side === "bottom" ? end.y + NODE.height : end.y;
  };
  const [x1, y1, x2, y2] = [xOf(upper), yOf(upper, "bottom"), xOf(lower), yOf(lower, "top")];
  const middle = lower.y - BETWEEN / 2;
  return {
    path: `M${x1},${y1} L${x1},${middle - 6} Q${x1},${middle} ${x1 + Math.sign(x2 - x1) * 6},${middle} L${x2 - Math.sign(x2 - x1) * 6},${middle} Q${x2},${middle} ${x2},${middle + 6} L${x2},${y2}`,
    labelX: (x1 + x2) / 2,
    labelY: middle,
  };
}

const WIDE = 0x2e80;
const isWide = (sign: string) => (sign.codePointAt(0) ?? 0) > WIDE;

/** About how wide a text of 11 px is drawn. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (isWide(sign) ? 11 : 6.2), 0);

/** A text shortened to fit so many Latin letters; a Chinese sign counts as two. */
export function cut(text: string, most: number): string {
  let size = 0;
  let kept = "";
  for (const sign of text) {
    size += isWide(sign) ? 2 : 1;
    if (size > most) return `${kept}…`;
    kept += sign;
  }
  return text;
}

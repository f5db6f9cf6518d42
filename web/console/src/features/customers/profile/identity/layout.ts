import type { Graph, GraphNode } from "../api";

export const WIDTH = 368;
export const NODE = { width: 138, height: 38, gap: 8 };
export const HUB = { width: 92, height: 40 };
const PAD = 8;
const CAPTION = 22;
const BETWEEN = 12;

export interface Placed {
  node: GraphNode;
  x: number;
  y: number;
}

/** The identifiers of one original profile; `absorbed` for those that came by a merge. */
export interface Group {
  profile: string;
  absorbed: boolean;
  y: number;
  height: number;
  placed: Placed[];
}

export interface Layout {
  height: number;
  hubY: number;
  groups: Group[];
}

/** Identifiers at the right, one group per original profile, the person at the left in the middle of them. */
export function layoutOf(graph: Graph, most: number): Layout {
  const several = graph.members.length > 1;
  const members = [graph.profile, ...graph.members.filter((one) => one !== graph.profile)];
  const x = WIDTH - NODE.width - (several ? PAD : 0);
  let y = 0;
  const groups = members.map((profile) => {
    const nodes = graph.nodes.filter((node) => node.profile === profile).slice(0, most);
    const top = y;
    const first = top + (several ? PAD : 0);
    const placed = nodes.map((node, at) => ({ node, x, y: first + at * (NODE.height + NODE.gap) }));
    const body = nodes.length * (NODE.height + NODE.gap) - (nodes.length ? NODE.gap : 0);
    const height = several ? body + PAD + CAPTION + 4 : body;
    y = top + height + BETWEEN;
    return { profile, absorbed: profile !== graph.profile, y: top, height, placed };
  });
  const height = Math.max(y - BETWEEN, HUB.height);
  return { height, hubY: (height - HUB.height) / 2, groups };
}

/** A curve from the person to an identifier that ends straight, so that its words can stand on it. */
export function edgeOf(layout: Layout, { x, y }: Placed): string {
  const from = { x: HUB.width, y: layout.hubY + HUB.height / 2 };
  const to = y + NODE.height / 2;
  const bend = HUB.width + 34;
  return `M${from.x},${from.y} C${from.x + 22},${from.y} ${bend - 20},${to} ${bend},${to} L${x},${to}`;
}

const WIDE = 0x2e80;

/** About how wide a text of 11 px is drawn. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) > WIDE ? 11 : 6.2), 0);
}

/** A text shortened to fit so many Latin letters; a Chinese sign counts as two. */
export function cut(text: string, most: number): string {
  let size = 0;
  let at = 0;
  for (const sign of text) {
    size += (sign.codePointAt(0) ?? 0) > WIDE ? 2 : 1;
    if (size > most) return `${text.slice(0, at)}…`;
    at += sign.length;
  }
  return text;
}

import type { Behind, NodeReport, Report, Sent } from "../api";
import { type Graph, isEntry, type Step, type Way, waysOf } from "../graph/model";

export interface Count {
  value: number;
  behind: Behind;
}

export type Mark =
  | { kind: "waiting"; value: number; behind: Behind }
  | { kind: "suppressed"; value: number; sent: Sent }
  | { kind: "sent"; value: number; sent: Sent }
  | { kind: "clicked"; share: number; clicks: number }
  | { kind: "daily"; value: number }
  | { kind: "share"; share: number; label: string }
  | { kind: "converted"; share: number };

export interface StepFigures {
  people: Count;
  marks: Mark[];
}

const HELD = "$holdout";

export const heldOut = (report: Report): NodeReport | undefined =>
  report.nodes.find((one) => one.node === HELD);

/** People who left by a way; a goal reached while standing there counts for the way to the goal. */
export function leftBy(graph: Graph, step: Step, way: Way, report: Report): number {
  const branches = report.nodes.find((one) => one.node === step.id)?.branches ?? {};
  const target = graph.nodes.find((one) => one.id === way.to);
  const converted = target?.type === "goal" && firstToGoal(graph, step) === way.branch;
  return (branches[way.branch] ?? 0) + (converted ? (branches.$converted ?? 0) : 0);
}

/** The branch that a conversion at this step is drawn on. */
export function firstToGoal(graph: Graph, step: Step): string | undefined {
  const goals = new Set(graph.nodes.filter((one) => one.type === "goal").map((one) => one.id));
  return waysOf(step).find((way) => way.to !== null && goals.has(way.to))?.branch;
}

/** People of the treated arm who reached the goal. */
export const treatedConversions = (report: Report) =>
  report.converted - (heldOut(report)?.branches.$converted ?? 0);

function peopleAt(graph: Graph, step: Step, report: Report): Count {
  const figures = report.nodes.find((one) => one.node === step.id);
  const entered = figures?.entered ?? 0;
  if (isEntry(step) && graph.nodes.filter(isEntry).length === 1) return { value: report.entered, behind: {} };
  if (step.type === "goal")
    return { value: treatedConversions(report), behind: { state: "converted", holdout: false } };
  return { value: entered, behind: { node: step.id } };
}

function marksOf(graph: Graph, step: Step, report: Report): Mark[] {
  const figures = report.nodes.find((one) => one.node === step.id);
  if (!figures && step.type !== "goal") return [];
  const marks: Mark[] = [];
  if (isEntry(step) && report.entered > 0) {
    const days = Math.max(1, report.days.length);
    marks.push({ kind: "daily", value: peopleAt(graph, step, report).value / days });
  }
  if (figures && figures.waiting > 0 && step.type !== "goal" && step.type !== "exit")
    marks.push({ kind: "waiting", value: figures.waiting, behind: { node: step.id, state: "active" } });
  const mail = figures?.messages;
  if (mail) {
    const held = Object.values(mail.suppressed).reduce((sum, one) => sum + one, 0);
    if (held) marks.push({ kind: "suppressed", value: held, sent: { node: step.id, state: "suppressed" } });
    if (mail.sent) marks.push({ kind: "clicked", share: mail.clicked / mail.sent, clicks: mail.clicked });
  }
  if (figures && (step.type === "condition_split" || step.type === "random_split")) {
    const ways = waysOf(step);
    const all = ways.reduce((sum, way) => sum + (figures.branches[way.branch] ?? 0), 0);
    const first = ways[0];
    if (first && all)
      marks.push({
        kind: "share",
        share: (figures.branches[first.branch] ?? 0) / all,
        label: first.label || first.branch,
      });
  }
  if (step.type === "goal" && report.lift.treated_rate !== null)
    marks.push({ kind: "converted", share: report.lift.treated_rate });
  return marks;
}

/** What a step shows of the report. */
export function figuresOf(graph: Graph, step: Step, report: Report): StepFigures {
  return { people: peopleAt(graph, step, report), marks: marksOf(graph, step, report) };
}

export interface WayFigures {
  people: number;
  /** Of those who arrived at the step; null when all take the one way. */
  share: number | null;
  behind: Behind;
}

export function figuresOfWay(graph: Graph, step: Step, way: Way, report: Report): WayFigures {
  const people = leftBy(graph, step, way, report);
  const figures = report.nodes.find((one) => one.node === step.id);
  const single = isEntry(step) && graph.nodes.filter(isEntry).length === 1;
  const all = single ? report.entered : (figures?.entered ?? 0);
  const several = waysOf(step).length > 1 || (single && report.holdout > 0);
  const viaGoal = people > 0 && !(figures?.branches[way.branch] ?? 0);
  return {
    people,
    share: several && all ? people / all : null,
    behind: { node: step.id, branch: viaGoal ? "$converted" : way.branch },
  };
}

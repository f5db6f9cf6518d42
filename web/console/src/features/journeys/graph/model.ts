/** The definition of a journey as the server keeps it: nodes with their ways out, and the settings. */

export interface Duration {
  amount: number;
  unit: "minute" | "hour" | "day";
}

export interface WhereTest {
  property: string;
  op: string;
  value?: unknown;
}

export interface AwaitedEvent {
  name: string;
  where: WhereTest[];
}

export type Wait =
  | { kind: "duration"; length: Duration }
  | { kind: "local_time"; time: string; weekdays: number[] }
  | { kind: "trait"; key: string; offset_days: number; time: string };

export interface SplitBranch {
  key: string;
  label: string;
  condition: unknown;
  next: string | null;
}

export interface Share {
  key: string;
  label: string;
  percent: number;
  next: string | null;
}

interface Base {
  id: string;
  label: string;
  x: number;
  y: number;
}

export interface SegmentEntry extends Base {
  type: "segment_entry";
  segment: string;
  include_present: boolean;
  exit_on_leave: boolean;
  next: string | null;
}
export interface EventEntry extends Base {
  type: "event_entry";
  event: string;
  where: WhereTest[];
  key: string;
  next: string | null;
}
export interface Delay extends Base {
  type: "delay";
  wait: Wait;
  next: string | null;
}
export interface WaitFor extends Base {
  type: "wait_for";
  events: AwaitedEvent[];
  segment: string;
  timeout: Duration;
  lookback: Duration | null;
  happened: string | null;
  timed_out: string | null;
}
export interface ConditionSplit extends Base {
  type: "condition_split";
  branches: SplitBranch[];
  otherwise: string | null;
}
export interface RandomSplit extends Base {
  type: "random_split";
  branches: Share[];
}
export interface SendEmail extends Base {
  type: "send_email";
  template: string;
  by_result: boolean;
  next: string | null;
  suppressed: string | null;
  failed: string | null;
}
export interface UpdateProfile extends Base {
  type: "update_profile";
  traits: Record<string, string | number | boolean>;
  next: string | null;
}
export interface TagPeople extends Base {
  type: "tag";
  add: string[];
  remove: string[];
  next: string | null;
}
export interface Goal extends Base {
  type: "goal";
  events: AwaitedEvent[];
  within: Duration;
}
export interface Exit extends Base {
  type: "exit";
  reason: string;
}

export type Step =
  | SegmentEntry
  | EventEntry
  | Delay
  | WaitFor
  | ConditionSplit
  | RandomSplit
  | SendEmail
  | UpdateProfile
  | TagPeople
  | Goal
  | Exit;
export type StepType = Step["type"];

export interface Settings {
  re_entry: { rule: "never" | "after_exit" | "after_days" | "each_key"; days: number };
  holdout_percent: number;
  max_entries: number | null;
  start_ms: number | null;
  end_ms: number | null;
  transactional: boolean;
  suppression_segment: string;
}

export interface Graph {
  nodes: Step[];
  settings: Settings;
}

export const WIDTH = 240;
export const HEIGHT = 66;
/** Names a step type while it is dragged from the palette. */
export const KIND_TYPE = "application/x-journey-step";

export const NO_SETTINGS: Settings = {
  re_entry: { rule: "never", days: 30 },
  holdout_percent: 0,
  max_entries: null,
  start_ms: null,
  end_ms: null,
  transactional: false,
  suppression_segment: "",
};

export const isEntry = (step: Step) => step.type === "segment_entry" || step.type === "event_entry";

export interface Way {
  branch: string;
  /** What the author called it; empty for the fixed ways. */
  label: string;
  to: string | null;
}

/** All ways out of a step, in the order of the server. */
export function waysOf(step: Step): Way[] {
  switch (step.type) {
    case "condition_split":
      return [
        ...step.branches.map(({ key, label, next }) => ({ branch: key, label, to: next })),
        { branch: "otherwise", label: "", to: step.otherwise },
      ];
    case "random_split":
      return step.branches.map(({ key, label, next }) => ({ branch: key, label, to: next }));
    case "wait_for":
      return [
        { branch: "happened", label: "", to: step.happened },
        { branch: "timed_out", label: "", to: step.timed_out },
      ];
    case "send_email":
      return step.by_result
        ? (["next", "suppressed", "failed"] as const).map((branch) => ({
            branch,
            label: "",
            to: step[branch],
          }))
        : [{ branch: "next", label: "", to: step.next }];
    case "goal":
    case "exit":
      return [];
    default:
      return [{ branch: "next", label: "", to: step.next }];
  }
}

/** The step with one way leading elsewhere. */
export function withWay(step: Step, branch: string, to: string | null): Step {
  if (step.type === "condition_split" || step.type === "random_split") {
    if (step.type === "condition_split" && branch === "otherwise") return { ...step, otherwise: to };
    const branches = step.branches.map((one) => (one.key === branch ? { ...one, next: to } : one));
    return { ...step, branches } as Step;
  }
  return { ...step, [branch]: to } as Step;
}

import {
  CalendarClock,
  Clock,
  Flag,
  GitBranch,
  Hourglass,
  LogIn,
  LogOut,
  type LucideIcon,
  Mail,
  Percent,
  Tag,
  UserPen,
} from "lucide-react";
import type { Duration, Step, StepType } from "./model";

export type Hue = "green" | "amber" | "blue" | "grey" | "solid";

interface Kind {
  icon: LucideIcon;
  hue: Hue;
  group: "entry" | "timing" | "branch" | "action" | "control";
  make: () => Record<string, unknown>;
}

const days = (amount: number): Duration => ({ amount, unit: "day" });

/** What a step can be: its picture, its place in the palette, what a new one starts with. */
export const KINDS: Record<StepType, Kind> = {
  segment_entry: {
    icon: LogIn,
    hue: "green",
    group: "entry",
    make: () => ({ segment: "", include_present: true, exit_on_leave: false, next: null }),
  },
  event_entry: {
    icon: CalendarClock,
    hue: "green",
    group: "entry",
    make: () => ({ event: "", where: [], key: "", next: null }),
  },
  delay: {
    icon: Clock,
    hue: "amber",
    group: "timing",
    make: () => ({ wait: { kind: "duration", length: days(1) }, next: null }),
  },
  wait_for: {
    icon: Hourglass,
    hue: "amber",
    group: "timing",
    make: () => ({
      events: [],
      segment: "",
      timeout: days(3),
      lookback: null,
      happened: null,
      timed_out: null,
    }),
  },
  condition_split: {
    icon: GitBranch,
    hue: "grey",
    group: "branch",
    make: () => ({
      branches: [{ key: "a", label: "", condition: { type: "all", of: [] }, next: null }],
      otherwise: null,
    }),
  },
  random_split: {
    icon: Percent,
    hue: "grey",
    group: "branch",
    make: () => ({
      branches: [
        { key: "a", label: "A", percent: 50, next: null },
        { key: "b", label: "B", percent: 50, next: null },
      ],
    }),
  },
  send_email: {
    icon: Mail,
    hue: "blue",
    group: "action",
    make: () => ({ template: "", by_result: false, next: null, suppressed: null, failed: null }),
  },
  update_profile: { icon: UserPen, hue: "blue", group: "action", make: () => ({ traits: {}, next: null }) },
  tag: { icon: Tag, hue: "blue", group: "action", make: () => ({ add: [], remove: [], next: null }) },
  goal: { icon: Flag, hue: "solid", group: "control", make: () => ({ events: [], within: days(30) }) },
  exit: { icon: LogOut, hue: "grey", group: "control", make: () => ({ reason: "finished" }) },
};

export const STEP_TYPES = Object.keys(KINDS) as StepType[];
export const GROUPS = ["entry", "timing", "branch", "action", "control"] as const;

/** A new step of a type. */
export function makeStep(type: StepType, id: string, at: { x: number; y: number }): Step {
  return { id, type, label: "", x: at.x, y: at.y, ...KINDS[type].make() } as unknown as Step;
}

import {
  Activity,
  Ban,
  Eye,
  Heart,
  type LucideIcon,
  Mail,
  ShoppingBag,
  ShoppingCart,
  Target,
  Waypoints,
} from "lucide-react";
import { useText } from "@/i18n";
import { CountChip } from "../parts/CountChip";
import { EventChip } from "../parts/EventChip";
import { isFilled } from "../parts/TestChip";
import { AddWhere, WhereChips } from "../parts/WhereEditor";
import { WindowChip } from "../parts/WindowChip";
import type { Counted, EventLeaf } from "../types";
import type { Words } from "../words";
import { type ChipsProps, type Evidence, type LeafKind, numberIn } from "./kind";
import { Switch } from "./Switch";

/** "Did not" is a count of exactly 0. */
export const isNever = (leaf: Counted): boolean => leaf.op === "eq" && leaf.count === 0;

const ICONS: [prefix: string, icon: LucideIcon][] = [
  ["product_viewed", Eye],
  ["product_added", ShoppingCart],
  ["product_favorited", Heart],
  ["product", ShoppingBag],
  ["order", ShoppingBag],
  ["message", Mail],
  ["journey", Waypoints],
  ["segment", Target],
];

export const iconOfEvent = (name: string): LucideIcon =>
  ICONS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? Activity;

export const happened = (data: Evidence, words: Words): string => {
  const count = numberIn(data, "count") ?? 0;
  const latest = numberIn(data, "latest");
  return latest === null
    ? words.t("segments.evidence.count", { count })
    : words.t("segments.evidence.count_latest", { count, at: words.format.dateTime(latest) });
};

function Chips({ leaf, onChange }: ChipsProps<EventLeaf>) {
  const t = useText();
  const never = isNever(leaf);
  return (
    <>
      <Switch
        label={t("segments.event.verb")}
        on={!never}
        yes={t("segments.event.did")}
        no={t("segments.event.did_not")}
        onChange={(did) => onChange({ ...leaf, op: did ? "gte" : "eq", count: did ? 1 : 0, count_to: null })}
      />
      <EventChip
        value={leaf.name}
        onChange={(name) => onChange({ ...leaf, name, where: name === leaf.name ? leaf.where : [] })}
      />
      <WhereChips event={leaf.name} value={leaf.where} onChange={(where) => onChange({ ...leaf, where })} />
      <WindowChip value={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
      {!never && (
        <CountChip
          label={t("segments.event.count")}
          op={leaf.op}
          value={leaf.count}
          upper={leaf.count_to}
          unit={t("segments.unit.times")}
          whole
          onChange={(op, count, count_to) => onChange({ ...leaf, op, count, count_to })}
        />
      )}
      {leaf.name && (
        <AddWhere event={leaf.name} value={leaf.where} onChange={(where) => onChange({ ...leaf, where })} />
      )}
    </>
  );
}

export const event: LeafKind<EventLeaf> = {
  type: "event",
  area: "behaviour",
  icon: (leaf) => (isNever(leaf) ? Ban : iconOfEvent(leaf.name)),
  make: () => ({
    type: "event",
    name: "",
    where: [],
    window: { kind: "last", amount: 30, unit: "day" },
    op: "gte",
    count: 1,
    count_to: null,
  }),
  Chips,
  missing: (leaf) =>
    leaf.name === ""
      ? "segments.missing.event"
      : leaf.where.every((one) => isFilled(one.op, one.value))
        ? null
        : "segments.missing.value",
  say: (leaf, words) =>
    [
      `${words.t(isNever(leaf) ? "segments.event.did_not" : "segments.event.did")} ${words.event(leaf.name)}`,
      ...leaf.where.map(words.where),
      words.window(leaf.window),
      ...(isNever(leaf)
        ? []
        : [words.compare(leaf.op, leaf.count, leaf.count_to, words.t("segments.unit.times"))]),
    ].join(" · "),
  evidence: (_leaf, data, words) => happened(data, words),
};

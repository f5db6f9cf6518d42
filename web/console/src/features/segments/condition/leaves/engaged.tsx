import { MousePointerClick } from "lucide-react";
import { useText } from "@/i18n";
import { useThings } from "../../api";
import { CountChip } from "../parts/CountChip";
import { PickChip, PickManyChip } from "../parts/PickChip";
import { WindowChip } from "../parts/WindowChip";
import { ENGAGEMENTS, type EngagedLeaf, type Thing } from "../types";
import type { Words } from "../words";
import { happened, isNever } from "./event";
import type { ChipsProps, LeafKind } from "./kind";
import { Switch } from "./Switch";

const THINGS = Object.keys(ENGAGEMENTS) as Thing[];

function Chips({ leaf, onChange }: ChipsProps<EngagedLeaf>) {
  const t = useText();
  const things = useThings(leaf.thing);
  const never = isNever(leaf);
  return (
    <>
      <PickChip
        label={t("segments.engaged.thing")}
        look="name"
        value={leaf.thing}
        choices={THINGS.map((one) => ({ value: one, label: t(`segments.engaged.${one}`) }))}
        onChange={(value) => {
          const thing = value as Thing;
          onChange({ ...leaf, thing, how: ENGAGEMENTS[thing][0], values: [] });
        }}
      />
      <Switch
        label={t("segments.engaged.verb")}
        on={!never}
        yes={t("segments.engaged.did")}
        no={t("segments.engaged.did_not")}
        onChange={(did) => onChange({ ...leaf, op: did ? "gte" : "eq", count: did ? 1 : 0, count_to: null })}
      />
      <PickChip
        label={t("segments.engaged.how")}
        look="verb"
        value={leaf.how}
        choices={ENGAGEMENTS[leaf.thing].map((one) => ({ value: one, label: t(`segments.engaged.${one}`) }))}
        onChange={(how) => onChange({ ...leaf, how })}
      />
      <PickManyChip
        label={t(`segments.engaged.${leaf.thing}`)}
        value={leaf.values}
        choices={things}
        free
        onChange={(values) => onChange({ ...leaf, values })}
      />
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
    </>
  );
}

const named = (leaf: EngagedLeaf, words: Words): string =>
  leaf.thing === "journey"
    ? words.many("journeys", leaf.values)
    : leaf.values.join(words.t("segments.list_comma"));

export const engaged: LeafKind<EngagedLeaf> = {
  type: "engaged",
  area: "relation",
  icon: () => MousePointerClick,
  make: () => ({
    type: "engaged",
    thing: "journey",
    how: "entered",
    values: [],
    window: { kind: "last", amount: 90, unit: "day" },
    op: "gte",
    count: 1,
    count_to: null,
  }),
  Chips,
  missing: (leaf) => (leaf.values.length ? null : "segments.missing.thing"),
  say: (leaf, words) =>
    [
      `${words.t(isNever(leaf) ? "segments.engaged.did_not" : "segments.engaged.did")} ${words.t(`segments.engaged.${leaf.how}`)} ${words.t(`segments.engaged.${leaf.thing}`)} ${named(leaf, words)}`,
      words.window(leaf.window),
      ...(isNever(leaf)
        ? []
        : [words.compare(leaf.op, leaf.count, leaf.count_to, words.t("segments.unit.times"))]),
    ].join(" · "),
  evidence: (_leaf, data, words) => happened(data, words),
};

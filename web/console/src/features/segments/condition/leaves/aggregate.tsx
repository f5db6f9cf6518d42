import { Sigma } from "lucide-react";
import { useText } from "@/i18n";
import { useProperties } from "../../api";
import { CountChip } from "../parts/CountChip";
import { EventChip } from "../parts/EventChip";
import { PickChip } from "../parts/PickChip";
import { isFilled } from "../parts/TestChip";
import { AddWhere, WhereChips } from "../parts/WhereEditor";
import { WindowChip } from "../parts/WindowChip";
import type { AggregateLeaf } from "../types";
import { isMoney, useWords } from "../words";
import { type ChipsProps, type LeafKind, numberIn } from "./kind";

const FUNCTIONS: AggregateLeaf["function"][] = ["sum", "avg", "max", "min", "distinct"];
const inMoney = (leaf: AggregateLeaf) => leaf.function !== "distinct" && isMoney(leaf.property);

function Chips({ leaf, onChange }: ChipsProps<AggregateLeaf>) {
  const t = useText();
  const words = useWords();
  const properties = useProperties(leaf.name).data ?? [];
  const offered = properties.filter((one) => leaf.function === "distinct" || one.type === "number");
  return (
    <>
      <EventChip value={leaf.name} onChange={(name) => onChange({ ...leaf, name, where: [] })} />
      <PickChip
        label={t("segments.where.property")}
        look="name"
        free
        value={leaf.property}
        choices={(offered.length ? offered : [{ name: leaf.property }])
          .filter((one) => one.name)
          .map((one) => ({ value: one.name, label: words.property(one.name) }))}
        onChange={(property) => onChange({ ...leaf, property })}
      />
      <PickChip
        label={t("segments.aggregate.function")}
        look="verb"
        value={leaf.function}
        choices={FUNCTIONS.map((one) => ({ value: one, label: t(`segments.aggregate.${one}`) }))}
        onChange={(value) => onChange({ ...leaf, function: value as AggregateLeaf["function"] })}
      />
      <WhereChips event={leaf.name} value={leaf.where} onChange={(where) => onChange({ ...leaf, where })} />
      <WindowChip value={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
      <CountChip
        label={t("segments.value.label")}
        op={leaf.op}
        value={leaf.value}
        upper={leaf.value_to}
        money={inMoney(leaf)}
        onChange={(op, value, value_to) => onChange({ ...leaf, op, value, value_to })}
      />
      {leaf.name && (
        <AddWhere event={leaf.name} value={leaf.where} onChange={(where) => onChange({ ...leaf, where })} />
      )}
    </>
  );
}

export const aggregate: LeafKind<AggregateLeaf> = {
  type: "aggregate",
  area: "behaviour",
  icon: () => Sigma,
  make: () => ({
    type: "aggregate",
    name: "order_paid",
    where: [],
    window: { kind: "last", amount: 365, unit: "day" },
    function: "sum",
    property: "amount",
    op: "gte",
    value: 100_000,
    value_to: null,
  }),
  Chips,
  missing: (leaf) =>
    leaf.name === ""
      ? "segments.missing.event"
      : leaf.property === ""
        ? "segments.missing.property"
        : leaf.where.every((one) => isFilled(one.op, one.value))
          ? null
          : "segments.missing.value",
  say: (leaf, words) =>
    [
      `${words.event(leaf.name)} ${words.property(leaf.property)} ${words.t(`segments.aggregate.${leaf.function}`)}`,
      ...leaf.where.map(words.where),
      words.window(leaf.window),
      words.compare(leaf.op, leaf.value, leaf.value_to, "", inMoney(leaf)),
    ].join(" · "),
  evidence: (leaf, data, words) => {
    const value = numberIn(data, "value");
    if (value === null) return words.t("segments.evidence.none");
    return inMoney(leaf) ? words.format.money(Math.round(value)) : words.scalar(value, "number");
  },
};

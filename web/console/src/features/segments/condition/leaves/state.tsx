import { CalendarClock, Coins, Hash, type LucideIcon, MapPin } from "lucide-react";
import { useText } from "@/i18n";
import { PickChip } from "../parts/PickChip";
import { isFilled, OPERATORS, TestChip } from "../parts/TestChip";
import { fitted } from "../parts/ValueFields";
import { STATE_FIELDS, type StateLeaf } from "../types";
import type { ValueKind } from "../words";
import type { ChipsProps, LeafKind } from "./kind";

const KINDS: Record<StateLeaf["field"], ValueKind> = {
  orders: "number",
  spend: "money",
  first_order: "date",
  last_order: "date",
  first_seen: "date",
  last_seen: "date",
  created: "date",
  source: "text",
  city: "text",
  province: "text",
};
const ICONS: Record<ValueKind, LucideIcon> = {
  number: Hash,
  money: Coins,
  date: CalendarClock,
  text: MapPin,
  list: Hash,
  boolean: Hash,
};
const firstOp = (kind: ValueKind) => (kind === "number" ? "gte" : (OPERATORS[kind][0] ?? "eq"));

function Chips({ leaf, onChange }: ChipsProps<StateLeaf>) {
  const t = useText();
  return (
    <>
      <PickChip
        label={t("segments.state.label")}
        look="name"
        value={leaf.field}
        choices={STATE_FIELDS.map((one) => ({ value: one, label: t(`segments.state.${one}`) }))}
        onChange={(value) => {
          const field = value as StateLeaf["field"];
          const op = firstOp(KINDS[field]);
          onChange({ ...leaf, field, op, value: fitted(op, null, KINDS[field]) });
        }}
      />
      <TestChip
        label={t("segments.value.label")}
        name={leaf.field}
        kind={KINDS[leaf.field]}
        op={leaf.op}
        value={leaf.value}
        choices={[]}
        onChange={(op, value) => onChange({ ...leaf, op, value })}
      />
    </>
  );
}

export const state: LeafKind<StateLeaf> = {
  type: "state",
  area: "profile",
  icon: (leaf) => ICONS[KINDS[leaf.field]],
  make: () => ({ type: "state", field: "last_order", op: "in_last_days", value: 30 }),
  Chips,
  missing: (leaf) => (isFilled(leaf.op, leaf.value) ? null : "segments.missing.value"),
  say: (leaf, words) =>
    `${words.t(`segments.state.${leaf.field}`)} ${words.test(leaf.op, leaf.value, KINDS[leaf.field], leaf.field)}`,
  evidence: (leaf, data, words) => {
    const value = data.value;
    return typeof value === "number" || (typeof value === "string" && value)
      ? words.scalar(value, KINDS[leaf.field], leaf.field)
      : words.t("segments.evidence.unknown");
  },
};

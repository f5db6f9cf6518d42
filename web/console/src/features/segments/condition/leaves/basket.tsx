import { ReceiptText } from "lucide-react";
import { useText } from "@/i18n";
import { CountChip } from "../parts/CountChip";
import { PickChip } from "../parts/PickChip";
import { WindowChip } from "../parts/WindowChip";
import { type BasketLeaf, MEASURES } from "../types";
import { type ChipsProps, type LeafKind, numberIn } from "./kind";

const inMoney = (leaf: BasketLeaf) => leaf.measure.startsWith("value_");
const isShare = (leaf: BasketLeaf) => leaf.measure === "discount_share";
const FIRST: Record<BasketLeaf["measure"], number> = {
  value_avg: 30_000,
  value_max: 50_000,
  value_min: 10_000,
  items_avg: 2,
  discount_share: 0.2,
};

function Chips({ leaf, onChange }: ChipsProps<BasketLeaf>) {
  const t = useText();
  return (
    <>
      <PickChip
        label={t("segments.basket.measure")}
        look="name"
        value={leaf.measure}
        choices={MEASURES.map((one) => ({ value: one, label: t(`segments.basket.${one}`) }))}
        onChange={(value) => {
          const measure = value as BasketLeaf["measure"];
          onChange({ ...leaf, measure, value: FIRST[measure], value_to: null });
        }}
      />
      <WindowChip value={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
      <CountChip
        label={t("segments.value.label")}
        op={leaf.op}
        value={isShare(leaf) ? leaf.value * 100 : leaf.value}
        upper={isShare(leaf) && leaf.value_to ? leaf.value_to * 100 : leaf.value_to}
        unit={isShare(leaf) ? "%" : leaf.measure === "items_avg" ? t("segments.unit.items") : ""}
        money={inMoney(leaf)}
        onChange={(op, value, upper) => {
          const scale = isShare(leaf) ? 100 : 1;
          onChange({ ...leaf, op, value: value / scale, value_to: upper === null ? null : upper / scale });
        }}
      />
    </>
  );
}

export const basket: LeafKind<BasketLeaf> = {
  type: "basket",
  area: "behaviour",
  icon: () => ReceiptText,
  make: () => ({
    type: "basket",
    measure: "value_avg",
    window: { kind: "last", amount: 365, unit: "day" },
    op: "gte",
    value: FIRST.value_avg,
    value_to: null,
  }),
  Chips,
  missing: () => null,
  say: (leaf, words) => {
    const scale = isShare(leaf) ? 100 : 1;
    const upper = leaf.value_to ? leaf.value_to * scale : leaf.value_to;
    const unit = isShare(leaf) ? "%" : leaf.measure === "items_avg" ? words.t("segments.unit.items") : "";
    return [
      words.t(`segments.basket.${leaf.measure}`),
      words.window(leaf.window),
      words.compare(leaf.op, leaf.value * scale, upper, unit, inMoney(leaf)),
    ].join(" · ");
  },
  evidence: (leaf, data, words) => {
    const value = numberIn(data, "value");
    if (value === null) return words.t("segments.evidence.none");
    if (isShare(leaf)) return words.format.percent(value);
    return inMoney(leaf) ? words.format.money(Math.round(value)) : words.scalar(value, "number");
  },
};

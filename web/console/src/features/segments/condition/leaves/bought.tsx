import { Ban, ShoppingBag } from "lucide-react";
import { useText } from "@/i18n";
import { CountChip } from "../parts/CountChip";
import { PickChip, PickManyChip } from "../parts/PickChip";
import { WindowChip } from "../parts/WindowChip";
import type { BoughtLeaf } from "../types";
import { useWords } from "../words";
import { happened, isNever } from "./event";
import type { ChipsProps, LeafKind } from "./kind";
import { Switch } from "./Switch";

const BY: BoughtLeaf["by"][] = ["any", "category", "brand", "product_id"];
const LISTS = { category: "categories", brand: "brands", product_id: "products" } as const;

function Chips({ leaf, onChange }: ChipsProps<BoughtLeaf>) {
  const t = useText();
  const words = useWords();
  const never = isNever(leaf);
  return (
    <>
      <Switch
        label={t("segments.bought.verb")}
        on={!never}
        yes={t("segments.bought.did")}
        no={t("segments.bought.did_not")}
        onChange={(did) => onChange({ ...leaf, op: did ? "gte" : "eq", count: did ? 1 : 0, count_to: null })}
      />
      <PickChip
        label={t("segments.bought.by")}
        look="name"
        value={leaf.by}
        choices={BY.map((one) => ({ value: one, label: t(`segments.bought.by_${one}`) }))}
        onChange={(by) => onChange({ ...leaf, by: by as BoughtLeaf["by"], values: [] })}
      />
      {leaf.by !== "any" && (
        <PickManyChip
          label={t(`segments.bought.by_${leaf.by}`)}
          value={leaf.values}
          choices={words.vocabulary[LISTS[leaf.by]]}
          free
          onChange={(values) => onChange({ ...leaf, values })}
        />
      )}
      <WindowChip value={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
      {!never && (
        <CountChip
          label={t("segments.bought.count")}
          op={leaf.op}
          value={leaf.count}
          upper={leaf.count_to}
          unit={t("segments.unit.orders")}
          whole
          onChange={(op, count, count_to) => onChange({ ...leaf, op, count, count_to })}
        />
      )}
    </>
  );
}

export const bought: LeafKind<BoughtLeaf> = {
  type: "bought",
  area: "behaviour",
  icon: (leaf) => (isNever(leaf) ? Ban : ShoppingBag),
  make: () => ({
    type: "bought",
    by: "any",
    values: [],
    window: { kind: "last", amount: 90, unit: "day" },
    op: "gte",
    count: 1,
    count_to: null,
  }),
  Chips,
  missing: (leaf) => (leaf.by !== "any" && leaf.values.length === 0 ? "segments.missing.goods" : null),
  say: (leaf, words) => {
    const what =
      leaf.by === "any" ? words.t("segments.bought.by_any") : words.many(LISTS[leaf.by], leaf.values);
    return [
      `${words.t(isNever(leaf) ? "segments.bought.did_not" : "segments.bought.did")} ${what}`,
      words.window(leaf.window),
      ...(isNever(leaf)
        ? []
        : [words.compare(leaf.op, leaf.count, leaf.count_to, words.t("segments.unit.orders"))]),
    ].join(" · ");
  },
  evidence: (_leaf, data, words) => happened(data, words),
};

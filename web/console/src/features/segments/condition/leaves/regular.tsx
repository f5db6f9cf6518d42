import { CalendarCheck } from "lucide-react";
import { useText } from "@/i18n";
import { ActChips, missingInAct } from "../parts/ActChips";
import { NumberChip } from "../parts/NumberChip";
import type { RegularLeaf } from "../types";
import { Fixed } from "./Fixed";
import { type ChipsProps, type LeafKind, numberIn } from "./kind";

function Chips({ leaf, onChange }: ChipsProps<RegularLeaf>) {
  const t = useText();
  return (
    <>
      <Fixed strong>{t("segments.regular.verb")}</Fixed>
      <ActChips value={leaf} onChange={(act) => onChange({ ...leaf, ...act })} />
      <NumberChip
        label={t("segments.regular.of")}
        text={t("segments.regular.of_words", { days: leaf.of })}
        value={leaf.of}
        min={1}
        max={366}
        unit={t("segments.window.unit_day")}
        onChange={(of) => onChange({ ...leaf, of, days: Math.min(leaf.days, of) })}
      />
      <NumberChip
        label={t("segments.regular.days")}
        text={t("segments.regular.days_words", { days: leaf.days })}
        value={leaf.days}
        min={1}
        max={leaf.of}
        unit={t("segments.window.unit_day")}
        onChange={(days) => onChange({ ...leaf, days })}
      />
    </>
  );
}

export const regular: LeafKind<RegularLeaf> = {
  type: "regular",
  area: "behaviour",
  icon: () => CalendarCheck,
  make: () => ({ type: "regular", name: "", where: [], days: 5, of: 30 }),
  Chips,
  missing: missingInAct,
  say: (leaf, words) =>
    [
      `${words.t("segments.regular.verb")} ${words.act(leaf)}`,
      words.t("segments.regular.of_words", { days: leaf.of }),
      words.t("segments.regular.days_words", { days: leaf.days }),
    ].join(" · "),
  evidence: (_leaf, data, words) => words.t("segments.evidence.days", { days: numberIn(data, "days") ?? 0 }),
};

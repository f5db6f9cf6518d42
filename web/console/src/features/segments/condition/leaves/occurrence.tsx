import { Flag } from "lucide-react";
import { useText } from "@/i18n";
import { ActChips, missingInAct } from "../parts/ActChips";
import { PickChip } from "../parts/PickChip";
import { WindowChip } from "../parts/WindowChip";
import type { OccurrenceLeaf } from "../types";
import type { ChipsProps, LeafKind } from "./kind";

const WHICH = ["first", "last"] as const;

function Chips({ leaf, onChange }: ChipsProps<OccurrenceLeaf>) {
  const t = useText();
  return (
    <>
      <PickChip
        label={t("segments.leaf.occurrence")}
        look="verb"
        value={leaf.which}
        choices={WHICH.map((one) => ({ value: one, label: t(`segments.occurrence.${one}`) }))}
        onChange={(which) => onChange({ ...leaf, which: which as OccurrenceLeaf["which"] })}
      />
      <ActChips value={leaf} onChange={(act) => onChange({ ...leaf, ...act })} />
      <WindowChip value={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
    </>
  );
}

export const occurrence: LeafKind<OccurrenceLeaf> = {
  type: "occurrence",
  area: "behaviour",
  icon: () => Flag,
  make: () => ({
    type: "occurrence",
    name: "",
    where: [],
    which: "first",
    window: { kind: "last", amount: 30, unit: "day" },
  }),
  Chips,
  missing: missingInAct,
  say: (leaf, words) =>
    `${words.t(`segments.occurrence.${leaf.which}`)} ${words.act(leaf)} · ${words.window(leaf.window)}`,
  evidence: (leaf, data, words) =>
    words.at(leaf.which === "first" ? data.first : data.latest) || words.t("segments.evidence.never"),
};

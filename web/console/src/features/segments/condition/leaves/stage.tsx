import { HeartPulse } from "lucide-react";
import { useText } from "@/i18n";
import { PickManyChip } from "../parts/PickChip";
import type { StageLeaf } from "../types";
import { useWords } from "../words";
import { Fixed } from "./Fixed";
import type { ChipsProps, LeafKind } from "./kind";

function Chips({ leaf, onChange }: ChipsProps<StageLeaf>) {
  const t = useText();
  const words = useWords();
  return (
    <>
      <Fixed strong>{t("segments.leaf.stage")}</Fixed>
      <Fixed>{t("segments.stage.among")}</Fixed>
      <PickManyChip
        label={t("segments.leaf.stage")}
        value={leaf.among}
        choices={words.vocabulary.stages}
        onChange={(among) => onChange({ ...leaf, among })}
      />
    </>
  );
}

export const stage: LeafKind<StageLeaf> = {
  type: "stage",
  area: "profile",
  icon: () => HeartPulse,
  make: () => ({ type: "stage", among: [] }),
  Chips,
  missing: (leaf) => (leaf.among.length ? null : "segments.missing.stage"),
  say: (leaf, words) =>
    `${words.t("segments.leaf.stage")} ${words.t("segments.stage.among")} ${words.many("stages", leaf.among)}`,
  evidence: (_leaf, data, words) =>
    typeof data.value === "string" && data.value
      ? words.label("stages", data.value)
      : words.t("segments.evidence.unknown"),
};

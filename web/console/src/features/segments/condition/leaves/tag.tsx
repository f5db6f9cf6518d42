import { Tag } from "lucide-react";
import { useText } from "@/i18n";
import { PickChip } from "../parts/PickChip";
import type { TagLeaf } from "../types";
import { useWords } from "../words";
import type { ChipsProps, LeafKind } from "./kind";
import { Switch } from "./Switch";

function Chips({ leaf, onChange }: ChipsProps<TagLeaf>) {
  const t = useText();
  const words = useWords();
  return (
    <>
      <Switch
        label={t("segments.leaf.tag")}
        on={leaf.has}
        yes={t("segments.tag.has")}
        no={t("segments.tag.has_not")}
        onChange={(has) => onChange({ ...leaf, has })}
      />
      <PickChip
        label={t("segments.tag.label")}
        free
        value={leaf.tag}
        choices={words.vocabulary.tags}
        onChange={(tag) => onChange({ ...leaf, tag })}
      />
    </>
  );
}

export const tag: LeafKind<TagLeaf> = {
  type: "tag",
  area: "profile",
  icon: () => Tag,
  make: () => ({ type: "tag", tag: "", has: true }),
  Chips,
  missing: (leaf) => (leaf.tag ? null : "segments.missing.tag"),
  say: (leaf, words) => `${words.t(leaf.has ? "segments.tag.has" : "segments.tag.has_not")} ${leaf.tag}`,
  evidence: (_leaf, data, words) => words.t(data.present ? "segments.evidence.yes" : "segments.evidence.no"),
};

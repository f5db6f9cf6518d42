import { MapPin } from "lucide-react";
import { useText } from "@/i18n";
import { PickChip, PickManyChip } from "../parts/PickChip";
import type { PlaceLeaf } from "../types";
import { useWords } from "../words";
import type { ChipsProps, LeafKind } from "./kind";
import { Switch } from "./Switch";

const LEVELS = ["province", "city", "county"] as const;
const LISTS = { province: "provinces", city: "cities", county: "counties" } as const;

function Chips({ leaf, onChange }: ChipsProps<PlaceLeaf>) {
  const t = useText();
  const words = useWords();
  return (
    <>
      <PickChip
        label={t("segments.place.level")}
        look="name"
        value={leaf.level}
        choices={LEVELS.map((one) => ({ value: one, label: t(`segments.place.${one}`) }))}
        onChange={(level) => onChange({ ...leaf, level: level as PlaceLeaf["level"], among: [] })}
      />
      <Switch
        label={t("segments.leaf.place")}
        on={leaf.inside}
        yes={t("segments.place.in")}
        no={t("segments.place.not_in")}
        onChange={(inside) => onChange({ ...leaf, inside })}
      />
      <PickManyChip
        label={t(`segments.place.${leaf.level}`)}
        value={leaf.among}
        choices={words.vocabulary[LISTS[leaf.level]]}
        free
        onChange={(among) => onChange({ ...leaf, among })}
      />
    </>
  );
}

export const place: LeafKind<PlaceLeaf> = {
  type: "place",
  area: "place",
  icon: () => MapPin,
  make: () => ({ type: "place", level: "city", among: [], inside: true }),
  Chips,
  missing: (leaf) => (leaf.among.length ? null : "segments.missing.place"),
  say: (leaf, words) =>
    `${words.t(`segments.place.${leaf.level}`)} ${words.t(leaf.inside ? "segments.place.in" : "segments.place.not_in")} ${leaf.among.join(words.t("segments.list_comma"))}`,
  evidence: (_leaf, data, words) => {
    const values = Array.isArray(data.values) ? data.values.map(String) : [];
    return values.length ? values.join(words.t("segments.list_comma")) : words.t("segments.evidence.unknown");
  },
};

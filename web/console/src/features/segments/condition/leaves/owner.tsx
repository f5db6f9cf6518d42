import { UserRoundCog } from "lucide-react";
import { useText } from "@/i18n";
import { PickChip, PickManyChip } from "../parts/PickChip";
import type { OwnerLeaf } from "../types";
import { useWords } from "../words";
import type { ChipsProps, LeafKind } from "./kind";
import { Switch } from "./Switch";

const LISTS = { staff: "staff", unit: "units" } as const;
const BY = ["staff", "unit"] as const;

function Chips({ leaf, onChange }: ChipsProps<OwnerLeaf>) {
  const t = useText();
  const words = useWords();
  return (
    <>
      <PickChip
        label={t("segments.leaf.owner")}
        look="name"
        value={leaf.by}
        choices={BY.map((one) => ({ value: one, label: t(`segments.owner.${one}`) }))}
        onChange={(by) => onChange({ ...leaf, by: by as OwnerLeaf["by"], among: [] })}
      />
      <Switch
        label={t("segments.owner.verb")}
        on={leaf.belongs}
        yes={t("segments.owner.is")}
        no={t("segments.owner.is_not")}
        onChange={(belongs) => onChange({ ...leaf, belongs })}
      />
      <PickManyChip
        label={t(`segments.owner.${leaf.by}`)}
        value={leaf.among}
        placeholder={t("segments.owner.any")}
        choices={
          leaf.by === "staff"
            ? words.vocabulary.staff
            : words.vocabulary.units.map((one) => ({
                value: one.value,
                label: `${"　".repeat(one.depth)}${one.label}`,
              }))
        }
        onChange={(among) => onChange({ ...leaf, among })}
      />
    </>
  );
}

export const owner: LeafKind<OwnerLeaf> = {
  type: "owner",
  area: "relation",
  icon: () => UserRoundCog,
  make: () => ({ type: "owner", by: "staff", among: [], belongs: true }),
  Chips,
  missing: () => null,
  say: (leaf, words) =>
    [
      words.t(`segments.owner.${leaf.by}`),
      words.t(leaf.belongs ? "segments.owner.is" : "segments.owner.is_not"),
      leaf.among.length ? words.many(LISTS[leaf.by], leaf.among) : words.t("segments.owner.any"),
    ].join(" "),
  evidence: (leaf, data, words) =>
    typeof data.value === "string"
      ? words.label(LISTS[leaf.by], data.value)
      : words.t("segments.evidence.nobody"),
};

import { Users } from "lucide-react";
import { useText } from "@/i18n";
import { PickChip } from "../parts/PickChip";
import type { ListLeaf } from "../types";
import { useWords } from "../words";
import type { ChipsProps, LeafKind } from "./kind";
import { Switch } from "./Switch";

function Chips({ leaf, onChange }: ChipsProps<ListLeaf>) {
  const t = useText();
  const words = useWords();
  return (
    <>
      <Switch
        label={t("segments.leaf.list")}
        on={leaf.member}
        yes={t("segments.in_list.member")}
        no={t("segments.in_list.not")}
        onChange={(member) => onChange({ ...leaf, member })}
      />
      <PickChip
        label={t("segments.leaf.list")}
        value={leaf.list_id}
        choices={words.vocabulary.segments.map((one) => ({
          value: one.value,
          label: one.label,
          note: words.t("segments.people", { count: words.format.number(one.size) }),
        }))}
        onChange={(list_id) => onChange({ ...leaf, list_id })}
      />
    </>
  );
}

export const list: LeafKind<ListLeaf> = {
  type: "list",
  area: "relation",
  icon: () => Users,
  make: () => ({ type: "list", list_id: "", member: true }),
  Chips,
  missing: (leaf) => (leaf.list_id ? null : "segments.missing.segment"),
  say: (leaf, words) =>
    `${words.t(leaf.member ? "segments.in_list.member" : "segments.in_list.not")} ${words.label("segments", leaf.list_id)}`,
  evidence: (_leaf, data, words) => words.t(data.present ? "segments.evidence.yes" : "segments.evidence.no"),
};

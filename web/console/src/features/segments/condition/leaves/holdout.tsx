import { ShieldOff } from "lucide-react";
import { useText } from "@/i18n";
import { useThings } from "../../api";
import { PickManyChip } from "../parts/PickChip";
import type { HoldoutLeaf } from "../types";
import type { ChipsProps, LeafKind } from "./kind";
import { Switch } from "./Switch";

function Chips({ leaf, onChange }: ChipsProps<HoldoutLeaf>) {
  const t = useText();
  const journeys = useThings("journey");
  return (
    <>
      <Switch
        label={t("segments.leaf.holdout")}
        on={leaf.held}
        yes={t("segments.holdout.held")}
        no={t("segments.holdout.not")}
        onChange={(held) => onChange({ ...leaf, held })}
      />
      <PickManyChip
        label={t("segments.engaged.journey")}
        value={leaf.journeys}
        placeholder={t("segments.holdout.any")}
        choices={journeys}
        free
        onChange={(picked) => onChange({ ...leaf, journeys: picked })}
      />
    </>
  );
}

export const holdout: LeafKind<HoldoutLeaf> = {
  type: "holdout",
  area: "relation",
  icon: () => ShieldOff,
  make: () => ({ type: "holdout", journeys: [], held: true }),
  Chips,
  missing: () => null,
  say: (leaf, words) =>
    `${words.t(leaf.held ? "segments.holdout.held" : "segments.holdout.not")} ${leaf.journeys.length ? words.many("journeys", leaf.journeys) : words.t("segments.holdout.any")}`,
  evidence: (_leaf, data, words) => {
    const held = Array.isArray(data.journeys) ? data.journeys.map(String) : [];
    return held.length ? words.many("journeys", held) : words.t("segments.evidence.no");
  },
};

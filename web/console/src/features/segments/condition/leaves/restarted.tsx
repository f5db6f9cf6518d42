import { RotateCcw } from "lucide-react";
import { useText } from "@/i18n";
import { ActChips, missingInAct } from "../parts/ActChips";
import { SpanChip } from "../parts/SpanChip";
import type { RestartedLeaf } from "../types";
import { Fixed } from "./Fixed";
import type { ChipsProps, LeafKind } from "./kind";

function Chips({ leaf, onChange }: ChipsProps<RestartedLeaf>) {
  const t = useText();
  return (
    <>
      <Fixed strong>{t("segments.restarted.verb")}</Fixed>
      <ActChips value={leaf} onChange={(act) => onChange({ ...leaf, ...act })} />
      <SpanChip
        label={t("segments.restarted.within")}
        value={leaf.within}
        text={(span) => t("segments.restarted.within_words", { span })}
        onChange={(within) => onChange({ ...leaf, within })}
      />
      <SpanChip
        label={t("segments.restarted.pause")}
        value={leaf.pause}
        text={(span) => t("segments.restarted.pause_words", { span })}
        onChange={(pause) => onChange({ ...leaf, pause })}
      />
    </>
  );
}

export const restarted: LeafKind<RestartedLeaf> = {
  type: "restarted",
  area: "behaviour",
  icon: () => RotateCcw,
  make: () => ({
    type: "restarted",
    name: "",
    where: [],
    within: { amount: 14, unit: "day" },
    pause: { amount: 60, unit: "day" },
  }),
  Chips,
  missing: missingInAct,
  say: (leaf, words) =>
    [
      `${words.t("segments.restarted.verb")} ${words.act(leaf)}`,
      words.t("segments.restarted.within_words", { span: words.span(leaf.within) }),
      words.t("segments.restarted.pause_words", { span: words.span(leaf.pause) }),
    ].join(" · "),
  evidence: (_leaf, data, words) => {
    if (!data.count) return words.t("segments.evidence.never");
    const none = words.t("segments.evidence.none");
    return words.t("segments.evidence.again", {
      before: words.at(data.before) || none,
      again: words.at(data.again) || none,
    });
  },
};

import { CircleSlash } from "lucide-react";
import { useText } from "@/i18n";
import { ActChips, missingInAct } from "../parts/ActChips";
import { SpanChip } from "../parts/SpanChip";
import type { StoppedLeaf } from "../types";
import { Fixed } from "./Fixed";
import type { ChipsProps, LeafKind } from "./kind";

function Chips({ leaf, onChange }: ChipsProps<StoppedLeaf>) {
  const t = useText();
  return (
    <>
      <Fixed strong>{t("segments.stopped.verb")}</Fixed>
      <ActChips value={leaf} onChange={(act) => onChange({ ...leaf, ...act })} />
      <SpanChip
        label={t("segments.stopped.within")}
        value={leaf.within}
        text={(span) => t("segments.stopped.words", { span })}
        onChange={(within) => onChange({ ...leaf, within })}
      />
    </>
  );
}

export const stopped: LeafKind<StoppedLeaf> = {
  type: "stopped",
  area: "behaviour",
  icon: () => CircleSlash,
  make: () => ({ type: "stopped", name: "", where: [], within: { amount: 30, unit: "day" } }),
  Chips,
  missing: missingInAct,
  say: (leaf, words) =>
    `${words.t("segments.stopped.verb")} ${words.act(leaf)} · ${words.t("segments.stopped.words", { span: words.span(leaf.within) })}`,
  evidence: (_leaf, data, words) =>
    data.latest
      ? words.t("segments.evidence.last_at", { at: words.at(data.latest) })
      : words.t("segments.evidence.never"),
};

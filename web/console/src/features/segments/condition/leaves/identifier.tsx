import { Fingerprint } from "lucide-react";
import { useText } from "@/i18n";
import { PickChip } from "../parts/PickChip";
import type { IdentifierLeaf } from "../types";
import { useWords } from "../words";
import type { ChipsProps, LeafKind } from "./kind";
import { Switch } from "./Switch";

function Chips({ leaf, onChange }: ChipsProps<IdentifierLeaf>) {
  const t = useText();
  const words = useWords();
  return (
    <>
      <Switch
        label={t("segments.leaf.identifier")}
        on={leaf.present}
        yes={t("segments.identifier.present")}
        no={t("segments.identifier.absent")}
        onChange={(present) => onChange({ ...leaf, present })}
      />
      <PickChip
        label={t("segments.leaf.identifier")}
        value={leaf.kind}
        choices={words.vocabulary.identifiers}
        onChange={(kind) => onChange({ ...leaf, kind })}
      />
    </>
  );
}

export const identifier: LeafKind<IdentifierLeaf> = {
  type: "identifier",
  area: "reach",
  icon: () => Fingerprint,
  make: () => ({ type: "identifier", kind: "phone", present: true }),
  Chips,
  missing: (leaf) => (leaf.kind ? null : "segments.missing.identifier"),
  say: (leaf, words) =>
    `${words.t(leaf.present ? "segments.identifier.present" : "segments.identifier.absent")} ${words.label("identifiers", leaf.kind)}`,
  evidence: (_leaf, data, words) => words.t(data.present ? "segments.evidence.yes" : "segments.evidence.no"),
};

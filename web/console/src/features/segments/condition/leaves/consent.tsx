import { MailCheck, MailX } from "lucide-react";
import { useText } from "@/i18n";
import { PickChip } from "../parts/PickChip";
import type { ConsentLeaf } from "../types";
import { useWords } from "../words";
import type { ChipsProps, LeafKind } from "./kind";
import { Switch } from "./Switch";

function Chips({ leaf, onChange }: ChipsProps<ConsentLeaf>) {
  const t = useText();
  const words = useWords();
  return (
    <>
      <Switch
        label={t("segments.leaf.consent")}
        on={leaf.granted}
        yes={t("segments.consent.granted")}
        no={t("segments.consent.not")}
        onChange={(granted) => onChange({ ...leaf, granted })}
      />
      <PickChip
        label={t("segments.consent.channel")}
        value={leaf.channel}
        choices={words.vocabulary.channels}
        onChange={(channel) => onChange({ ...leaf, channel })}
      />
    </>
  );
}

export const consent: LeafKind<ConsentLeaf> = {
  type: "consent",
  area: "reach",
  icon: (leaf) => (leaf.granted ? MailCheck : MailX),
  make: () => ({ type: "consent", channel: "sms", granted: true }),
  Chips,
  missing: (leaf) => (leaf.channel ? null : "segments.missing.channel"),
  say: (leaf, words) =>
    `${words.t(leaf.granted ? "segments.consent.granted" : "segments.consent.not")} ${words.label("channels", leaf.channel)}`,
  evidence: (_leaf, data, words) => words.t(data.present ? "segments.evidence.yes" : "segments.evidence.no"),
};

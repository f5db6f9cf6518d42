import { RadioTower } from "lucide-react";
import { useText } from "@/i18n";
import { PickChip } from "../parts/PickChip";
import type { ReachableLeaf } from "../types";
import { useWords } from "../words";
import type { ChipsProps, LeafKind } from "./kind";
import { Switch } from "./Switch";

const CHANNELS: ReachableLeaf["channel"][] = ["sms", "wecom", "wechat", "email"];

function Chips({ leaf, onChange }: ChipsProps<ReachableLeaf>) {
  const t = useText();
  const words = useWords();
  return (
    <>
      <Switch
        label={t("segments.leaf.reachable")}
        on={leaf.can}
        yes={t("segments.reachable.can")}
        no={t("segments.reachable.cannot")}
        onChange={(can) => onChange({ ...leaf, can })}
      />
      <PickChip
        label={t("segments.consent.channel")}
        value={leaf.channel}
        choices={CHANNELS.map((one) => ({ value: one, label: words.label("channels", one) }))}
        onChange={(channel) => onChange({ ...leaf, channel: channel as ReachableLeaf["channel"] })}
      />
    </>
  );
}

export const reachable: LeafKind<ReachableLeaf> = {
  type: "reachable",
  area: "reach",
  icon: () => RadioTower,
  make: () => ({ type: "reachable", channel: "sms", can: true }),
  Chips,
  missing: () => null,
  say: (leaf, words) =>
    `${words.t(leaf.can ? "segments.reachable.can" : "segments.reachable.cannot")} ${words.label("channels", leaf.channel)}`,
  evidence: (_leaf, data, words) =>
    words.t(
      data.consent && data.address
        ? "segments.evidence.yes"
        : data.consent
          ? "segments.evidence.no_address"
          : "segments.evidence.no_consent",
    ),
};

import { textOr, useText } from "@/i18n";
import { Chip, type Tone } from "@/ui";

const TONES: Record<string, Tone> = { live: "ok", paused: "warn", stopped: "neutral", draft: "neutral" };

/** v3 运行中. */
export function StateChip({ state, version }: { state: string; version: number | null }) {
  const t = useText();
  const word = textOr(`journeys.state.${state}`, state);
  return (
    <Chip tone={TONES[state] ?? "neutral"} dot>
      {version === null ? word : t("journeys.state.version", { version, state: word })}
    </Chip>
  );
}

import { textOr } from "@/i18n";
import { Chip, type Tone } from "@/ui";

const TONES: Record<string, Tone> = { effective: "ok", ineffective: "bad", undecided: "warn" };

export const verdictTone = (verdict: string): Tone => TONES[verdict] ?? "neutral";

/** 有效 / 无法判断 / 无效. */
export function VerdictChip({ verdict }: { verdict: string }) {
  return (
    <Chip tone={verdictTone(verdict)} title={textOr(`journeys.verdict.${verdict}_lesson`, verdict)}>
      {textOr(`journeys.verdict.${verdict}`, verdict)}
    </Chip>
  );
}

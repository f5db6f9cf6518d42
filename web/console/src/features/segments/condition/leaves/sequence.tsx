import { ArrowRight, Plus, Waypoints, X } from "lucide-react";
import { useText } from "@/i18n";
import { ActChips, missingInAct } from "../parts/ActChips";
import styles from "../parts/parts.module.css";
import { SpanChip } from "../parts/SpanChip";
import { WindowChip } from "../parts/WindowChip";
import type { Act, SequenceLeaf } from "../types";
import { Fixed } from "./Fixed";
import type { ChipsProps, Evidence, LeafKind } from "./kind";

const MOST = 5;
const NEW: Act = { name: "", where: [] };

function Chips({ leaf, onChange }: ChipsProps<SequenceLeaf>) {
  const t = useText();
  const steps = (made: Act[]) => onChange({ ...leaf, steps: made });
  return (
    <>
      <Fixed strong>{t("segments.sequence.verb")}</Fixed>
      {leaf.steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
        <span key={at} className={styles.step}>
          {at > 0 && <ArrowRight size={14} aria-label={t("segments.sequence.then")} />}
          <ActChips
            value={step}
            onChange={(made) => steps(leaf.steps.map((one, index) => (index === at ? made : one)))}
          />
          {leaf.steps.length > 2 && (
            <button
              type="button"
              className={styles.clear}
              aria-label={t("segments.sequence.remove", { number: at + 1 })}
              onClick={() => steps(leaf.steps.filter((_, index) => index !== at))}
            >
              <X size={11} aria-hidden />
            </button>
          )}
        </span>
      ))}
      {leaf.steps.length < MOST && (
        <button type="button" className={styles.more} onClick={() => steps([...leaf.steps, NEW])}>
          <Plus size={13} aria-hidden /> {t("segments.sequence.add")}
        </button>
      )}
      <SpanChip
        label={t("segments.sequence.within")}
        value={leaf.within}
        text={(span) => t("segments.sequence.within_words", { span })}
        onChange={(within) => onChange({ ...leaf, within })}
      />
      {leaf.without ? (
        <span className={styles.step}>
          <Fixed>{t("segments.sequence.without")}</Fixed>
          <ActChips value={leaf.without} onChange={(without) => onChange({ ...leaf, without })} />
          <button
            type="button"
            className={styles.clear}
            aria-label={t("segments.sequence.without_remove")}
            onClick={() => onChange({ ...leaf, without: null })}
          >
            <X size={11} aria-hidden />
          </button>
        </span>
      ) : (
        <button type="button" className={styles.more} onClick={() => onChange({ ...leaf, without: NEW })}>
          <Plus size={13} aria-hidden /> {t("segments.sequence.without_add")}
        </button>
      )}
      <WindowChip value={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
    </>
  );
}

const actsOf = (leaf: SequenceLeaf): Act[] => [...leaf.steps, ...(leaf.without ? [leaf.without] : [])];
const instants = (data: Evidence): unknown[] => (Array.isArray(data.times) ? data.times : []);

export const sequence: LeafKind<SequenceLeaf> = {
  type: "sequence",
  area: "behaviour",
  icon: () => Waypoints,
  make: () => ({
    type: "sequence",
    steps: [NEW, NEW],
    within: { amount: 7, unit: "day" },
    without: null,
    window: { kind: "last", amount: 90, unit: "day" },
  }),
  Chips,
  missing: (leaf) =>
    actsOf(leaf)
      .map(missingInAct)
      .find((one) => one !== null) ?? null,
  say: (leaf, words) =>
    [
      leaf.steps.map(words.act).join(" → "),
      words.t("segments.sequence.within_words", { span: words.span(leaf.within) }),
      ...(leaf.without ? [`${words.t("segments.sequence.without")} ${words.act(leaf.without)}`] : []),
      words.window(leaf.window),
    ].join(" · "),
  evidence: (_leaf, data, words) => {
    const times = instants(data).map(words.at);
    if (times.length === 0) return words.t("segments.evidence.no_chain");
    const flaw = data.late ? "late" : data.crossed ? "crossed" : null;
    return times.join(" → ") + (flaw ? ` · ${words.t(`segments.evidence.${flaw}`)}` : "");
  },
};

import { textOr } from "@/i18n";
import type { Format, Tone } from "@/ui";

const TONES: Record<string, Tone> = {
  prospect: "neutral",
  first_purchase: "brand",
  repeat: "ok",
  retained: "ok",
  dormant: "warn",
  lapsed: "bad",
};

export const toneOfStage = (stage: string): Tone => TONES[stage] ?? "neutral";
export const nameOfStage = (stage: string): string => textOr(`customers.stage.${stage}`, stage);
export const nameOfChannel = (channel: string): string => textOr(`customers.channel.${channel}`, channel);
/** Where a value came from: a known system in words, else its own name. */
export const nameOfSource = (source: string): string => textOr(`customers.source.${source}`, source);

/** How a person is called: by name, else by what is known of them. */
export function nameOf(one: { name: string; phone: string; email: string }): string {
  return one.name || one.phone || one.email || textOr("customers.word.unnamed", "?");
}

/** Whole days between an instant and now. */
export function daysSince(at: string | number | null | undefined, now = Date.now()): number | null {
  if (at === null || at === undefined) return null;
  return Math.max(0, Math.floor((now - new Date(at).getTime()) / 86_400_000));
}

type Translate = (key: string, params?: Record<string, unknown>) => string;

/** "11 小时前", "3 天前": the largest unit that is not zero. */
export function agoOf(at: string | null, t: Translate, now = Date.now()): string {
  if (!at) return "—";
  const minutes = Math.max(0, Math.floor((now - new Date(at).getTime()) / 60_000));
  if (minutes < 1) return t("customers.ago.now");
  if (minutes < 60) return t("customers.ago.minutes", { n: minutes });
  if (minutes < 1440) return t("customers.ago.hours", { n: Math.floor(minutes / 60) });
  return t("customers.ago.days", { n: Math.floor(minutes / 1440) });
}

/** The day of an instant; the year only when it is not the present one. */
export function dayOf(format: Format, at: string | null | undefined): string {
  return format.dateTime(at, "short").replace(/ \d\d:\d\d$/, "");
}

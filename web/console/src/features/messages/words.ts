import { textOr } from "@/i18n";
import type { Tone } from "@/ui";

export const STATES = [
  "queued",
  "ready",
  "sending",
  "sent",
  "delivered",
  "suppressed",
  "failed",
  "bounced",
  "unknown",
] as const;

/** Reasons for which a message is held back, in the order of the checks. */
export const REASONS = [
  "profile_gone",
  "profile_test",
  "no_address",
  "address_invalid",
  "no_consent",
  "topic_off",
  "suppression_list",
  "cap_day",
  "cap_week",
  "cap_month",
  "channel_cap_day",
  "channel_cap_week",
  "channel_cap_month",
  "quiet_hours",
  "rate_limit",
] as const;

const TONES: Record<string, Tone> = {
  queued: "neutral",
  ready: "neutral",
  sending: "brand",
  sent: "ok",
  delivered: "ok",
  suppressed: "warn",
  failed: "bad",
  bounced: "bad",
  unknown: "warn",
};

export const toneOfState = (state: string): Tone => TONES[state] ?? "neutral";
export const wordOfState = (state: string) => textOr(`messages.state.${state}`, state);
export const wordOfReason = (reason: string) => textOr(`messages.reason.${reason}`, reason);

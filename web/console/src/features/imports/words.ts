import { Box, CircleUser, type LucideIcon, ReceiptText, Zap } from "lucide-react";
import type { Tone } from "@/ui";
import type { Import, Kind, State } from "./api";

export const ICONS: Record<Kind, LucideIcon> = {
  contacts: CircleUser,
  orders: ReceiptText,
  products: Box,
  events: Zap,
};

const TONES: Record<State, Tone> = {
  draft: "neutral",
  ready: "brand",
  running: "brand",
  done: "ok",
  failed: "bad",
  cancelled: "warn",
};
export const toneOf = (state: State): Tone => TONES[state];

/** 1536 → 1.5 KB. */
export function sizeWords(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let at = 0;
  let size = bytes;
  while (size >= 1024 && at < units.length - 1) {
    size /= 1024;
    at++;
  }
  return `${at === 0 ? size : size.toFixed(1)} ${units[at]}`;
}

/** Where the imported things are looked at. */
export const PLACES: Record<Kind, string> = {
  contacts: "/customers",
  orders: "/orders",
  products: "/products",
  events: "/events",
};

/** A count of the last run; `written` is what came new or was brought up to date. */
export function countOf(row: Import, name: string): number | undefined {
  if (name !== "written") return row.counts[name];
  const { created, updated } = row.counts;
  return created === undefined && updated === undefined ? undefined : (created ?? 0) + (updated ?? 0);
}

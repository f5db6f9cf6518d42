import type { Json } from "./types";

const CLICK_IDS =
  "gclid gbraid wbraid dclid fbclid msclkid ttclid twclid li_fat_id yclid qz_gdt gdt_vid bd_vid clickid click_id".split(
    " ",
  );

/** What brought the visitor: `campaign` under Segment's names, `clickIds` of ad platforms by parameter. */
export interface Origin {
  campaign?: Record<string, string>;
  clickIds?: Record<string, string>;
}

/** Reads UTM parameters (`utm_campaign` becomes `name`) and click ids; undefined when there are none. */
export function originOf(query: Record<string, string>): Origin | undefined {
  const campaign: Record<string, string> = {};
  const clickIds: Record<string, string> = {};
  for (const key of Object.keys(query)) {
    const value = (query[key] ?? "").slice(0, 500);
    const name = key.toLowerCase();
    if (!value) continue;
    if (name.startsWith("utm_") && name.length > 4) {
      campaign[name === "utm_campaign" ? "name" : name.slice(4)] = value;
    } else if (CLICK_IDS.includes(name)) clickIds[name] = value;
  }
  const origin: Origin = {};
  if (Object.keys(campaign).length) origin.campaign = campaign;
  if (Object.keys(clickIds).length) origin.clickIds = clickIds;
  return origin.campaign || origin.clickIds ? origin : undefined;
}

/** `into` with what `more` has beside it, objects merged one level deep. */
export function merged(into: Json, more: Json | undefined): Json {
  const result: Json = { ...into };
  for (const key of Object.keys(more ?? {})) {
    const [old, given] = [result[key], more?.[key]];
    result[key] = isObject(old) && isObject(given) ? { ...old, ...given } : given;
  }
  return result;
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { useMemo } from "react";
import { type Translate, textOr, useText } from "@/i18n";
import { type Format, useFormat } from "@/ui";
import { useVocabulary, type Vocabulary } from "../api";
import type { Act, Comparison, Operator, Scalar, Span, Where, Window } from "./types";

export type ValueKind = "text" | "number" | "money" | "date" | "boolean" | "list";

/** Properties and fields that hold money in minor units. */
const MONEY = new Set(["amount", "discount", "spend", "price", "revenue", "refund", "subtotal", "total"]);
export const isMoney = (property: string): boolean => MONEY.has(property);

const NOTHING: Vocabulary = {
  events: [],
  traits: [],
  tags: [],
  stages: [],
  channels: [],
  identifiers: [],
  segments: [],
  categories: [],
  brands: [],
  products: [],
  staff: [],
  units: [],
  provinces: [],
  cities: [],
  counties: [],
  journeys: [],
  paths: [],
  campaigns: [],
};

type List = keyof Vocabulary;
const DAYS: ReadonlySet<Operator> = new Set([
  "in_last_days",
  "not_in_last_days",
  "in_next_days",
  "anniversary_within_days",
]);
export const isDays = (op: Operator): boolean => DAYS.has(op);
export const isBare = (op: Operator): boolean => op === "empty" || op === "not_empty";
export const isMany = (op: Operator): boolean => op === "in" || op === "not_in" || op === "has_all";

/** Lists of property values that the vocabulary names, e.g. goods by their code. */
const NAMED: Record<string, List> = { product_id: "products", category: "categories", brand: "brands" };

function makeWords(t: Translate, format: Format, vocabulary: Vocabulary) {
  const label = (list: List, value: string) =>
    vocabulary[list].find((one) => one.value === value)?.label ?? value;
  const property = (name: string) => textOr(`segments.property.${name}`, name);
  const number = (value: number) => format.number(value, { digits: Number.isInteger(value) ? 0 : 2 });

  const scalar = (value: Scalar, kind: ValueKind, name = ""): string => {
    if (typeof value === "boolean" || value === "true" || value === "false")
      return t(String(value) === "true" ? "segments.value.yes" : "segments.value.no");
    if (typeof value === "number") {
      if (kind === "date" && value > 1e11) return format.dateTime(value, "date");
      return kind === "money" ? format.money(value) : number(value);
    }
    const list = NAMED[name];
    return list ? label(list, value) : textOr(`segments.property_value.${name}.${value}`, value);
  };
  /** `= 四件套`, `在近 30 天内`: what stands after the name. */
  const test = (op: Operator, value: Scalar | Scalar[] | null | undefined, kind: ValueKind, name = "") => {
    if (isBare(op)) return t(`segments.test.${op}`);
    const values = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
    const written = values.map((one) => scalar(one, kind, name));
    if (op === "between" || op === "days_ago")
      return t(`segments.test.${op}`, { from: written[0] ?? "…", to: written[1] ?? "…" });
    if (isDays(op)) return t(`segments.test.${op}`, { days: written[0] ?? "…" });
    return t(`segments.test.${op}`, { value: written.join(t("segments.list_comma")) || "…" });
  };
  const compare = (
    op: Comparison,
    value: number,
    upper: number | null | undefined,
    unit: string,
    money = false,
  ) => {
    const write = (one: number) => (money ? format.money(one) : number(one));
    const words =
      op === "between"
        ? t("segments.test.between", { from: write(value), to: write(upper ?? value) })
        : t(`segments.test.${op}`, { value: write(value) });
    return unit ? `${words} ${unit}` : words;
  };
  const window = (one: Window | undefined): string => {
    if (!one || one.kind === "ever") return t("segments.window.ever");
    if (one.kind === "last") return t(`segments.window.last_${one.unit}`, { amount: one.amount });
    if (one.kind === "ago") return t(`segments.window.ago_${one.unit}`, { start: one.start, end: one.end });
    const to = format.dateTime(one.end - 1, "date");
    return t("segments.window.between", { from: format.dateTime(one.start, "date"), to });
  };
  const where = (one: Where) =>
    `${property(one.property)} ${test(one.op, one.value, isMoney(one.property) ? "money" : "text", one.property)}`;
  const event = (name: string) => label("events", name);
  return {
    t,
    format,
    vocabulary,
    label,
    property,
    scalar,
    test,
    compare,
    window,
    event,
    where,
    /** An event and its tests. */
    act: (one: Act) => [event(one.name) || "…", ...one.where.map(where)].join(" · "),
    span: (one: Span) => t(`segments.span.${one.unit}`, { amount: one.amount }),
    at: (value: unknown) => (typeof value === "number" ? format.dateTime(value) : ""),
    /** The server's word, ours when it has none. */
    traitName: (key: string) => {
      const known = label("traits", key);
      return known === key ? textOr(`segments.trait_name.${key}`, key) : known;
    },
    many: (list: List, values: string[]) =>
      values.map((value) => label(list, value)).join(t("segments.list_comma")),
    date: (at: number | null | undefined) => format.dateTime(at, "date"),
  };
}

export type Words = ReturnType<typeof makeWords>;

/** Conditions in words, with the labels of the vocabulary. */
export function useWords(): Words {
  const t = useText();
  const format = useFormat();
  const vocabulary = useVocabulary().data ?? NOTHING;
  return useMemo(() => makeWords(t, format, vocabulary), [t, format, vocabulary]);
}

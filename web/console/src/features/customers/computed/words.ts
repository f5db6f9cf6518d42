import { textOr, useText } from "@/i18n";
import { ALONE, type Definition } from "./api";

export const SPECIAL = ["$hour", "$weekday"];
const COMMON = ["amount", "category", "brand", "product_id", "quantity", "channel", "store", "campaign"];

/** A property in words, else its own name. */
export const nameOfProperty = (name: string) => textOr(`customers.property.${name.replace("$", "")}`, name);

/** Properties to choose from: the derived ones, then what was seen, then the usual ones. */
export function propertiesOf(seen: string[], numeric: boolean): string[] {
  return [...new Set([...(numeric ? [] : SPECIAL), ...seen, ...COMMON])];
}

/** The definition in one sentence. */
export function useSayDefinition() {
  const t = useText();
  return (one: Definition, event: string) => {
    const window = one.window ?? { kind: "ever" };
    const when =
      window.kind === "last"
        ? t(`customers.computed.last_${window.unit ?? "day"}`, { n: window.amount })
        : window.kind === "ever"
          ? t("customers.computed.ever")
          : t("customers.computed.span");
    const what = t(`customers.computed.${one.function}`, {
      property: ALONE.has(one.function) ? "" : nameOfProperty(one.property ?? ""),
    });
    const tests = one.where?.length ? t("customers.computed.tests", { n: one.where.length }) : "";
    return t("customers.computed.sentence", { event, when, what, tests });
  };
}

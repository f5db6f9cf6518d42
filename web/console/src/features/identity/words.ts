import {
  AtSign,
  Cookie,
  CreditCard,
  IdCard,
  type LucideIcon,
  MessageCircle,
  Smartphone,
  Tag,
  UserRound,
} from "lucide-react";
import { textOr } from "@/i18n";

const ICONS: Record<string, LucideIcon> = {
  user_id: UserRound,
  phone: Smartphone,
  email: AtSign,
  unionid: MessageCircle,
  openid: MessageCircle,
  external_userid: MessageCircle,
  id_number: IdCard,
  device_id: Smartphone,
  anonymous_id: Cookie,
  card_number: CreditCard,
};

const family = (kind: string) => kind.split(":")[0] ?? kind;
export const iconOfKind = (kind: string): LucideIcon => ICONS[family(kind)] ?? Tag;
export const nameOfKind = (kind: string): string => textOr(`identity.kind.${family(kind)}`, kind);
export const nameOfTrait = (key: string): string => textOr(`customers.trait.${key}`, key);
export const nameOfSource = (source: string): string => textOr(`customers.source.${source}`, source);

type Translate = (key: string, params?: Record<string, unknown>) => string;

/** Why two profiles are one: the identifiers that met, or the words of the person who decided. */
export function ruleOf(rule: string, evidence: Record<string, unknown>, t: Translate): string {
  if (rule === "manual") {
    const reason = String(evidence.reason ?? "");
    return reason ? t("identity.rule.manual_because", { reason }) : t("identity.rule.manual");
  }
  if (rule === "duplicates") {
    const percent = Number(evidence.probability ?? 0) * 100;
    return t("identity.rule.duplicates", { percent: percent.toFixed(percent > 99 ? 2 : 1) });
  }
  const [left, right] = rule.split("+");
  if (left && right && left !== right)
    return t("identity.rule.met", { left: nameOfKind(left), right: nameOfKind(right) });
  return t("identity.rule.same", { kind: nameOfKind(left ?? rule) });
}

/** How a merge came about: by a rule, a person, or the search for duplicates. */
export const howOf = (rule: string): "manual" | "duplicates" | "rule" =>
  rule === "manual" || rule === "duplicates" ? rule : "rule";

/** A trait's value in a line, in words where there are any. */
export function shown(key: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  if (Array.isArray(value)) return value.join(" · ");
  if (typeof value === "boolean") return value ? "✓" : "✗";
  if (key === "source") return nameOfSource(String(value));
  return textOr(`customers.value.${key}.${value}`, String(value));
}

/** The last six signs of an id, as the console shows them. */
export const tailOf = (id: string): string => id.slice(-6).toUpperCase();

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
export const iconOf = (kind: string): LucideIcon => ICONS[family(kind)] ?? Tag;
export const nameOfKind = (kind: string): string => textOr(`customers.kind.${family(kind)}`, kind);

type Translate = (key: string, params?: Record<string, unknown>) => string;

/** Why two profiles are one: the identifiers that met, or the words of the person who decided. */
export function ruleOf(rule: string, evidence: Record<string, unknown>, t: Translate): string {
  if (rule === "manual") {
    const reason = String(evidence.reason ?? "");
    return reason ? t("customers.merge.manual_because", { reason }) : t("customers.merge.manual");
  }
  const [left, right] = rule.split("+");
  if (left && right && left !== right)
    return t("customers.merge.rule_met", { left: nameOfKind(left), right: nameOfKind(right) });
  return t("customers.merge.rule_same", { kind: nameOfKind(left ?? rule) });
}

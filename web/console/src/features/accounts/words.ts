import { textOr } from "@/i18n";
import type { Account, Contact } from "./api";

export const KINDS: Account["kind"][] = ["key_account", "dealer", "other"];
export const ROLES: Contact["role"][] = ["decision_maker", "user", "technical", "finance", "other"];

export const nameOfKind = (kind: string): string => textOr(`accounts.kind.${kind}`, kind);
export const nameOfRole = (role: string): string => textOr(`accounts.role.${role}`, role);

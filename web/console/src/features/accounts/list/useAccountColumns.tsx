import { useText } from "@/i18n";
import { Chip, type Column, DateTime, NumberText } from "@/ui";
import type { Account } from "../api";
import { nameOfKind } from "../words";

const orDash = (value: string) => value || <span className="muted">—</span>;

export function useAccountColumns(): Column<Account>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("accounts.field.name"),
      sort: "name",
      required: true,
      render: (one) => <strong className="ellipsis">{one.name}</strong>,
      csv: (one) => one.name,
    },
    {
      key: "kind",
      title: t("accounts.field.kind"),
      definition: t("accounts.field.kind_definition"),
      render: (one) => (
        <Chip tone={one.kind === "key_account" ? "brand" : "neutral"}>{nameOfKind(one.kind)}</Chip>
      ),
      csv: (one) => nameOfKind(one.kind),
    },
    {
      key: "industry",
      title: t("accounts.field.industry"),
      render: (one) => orDash(one.industry),
      csv: (one) => one.industry,
    },
    {
      key: "place",
      title: t("accounts.field.place"),
      render: (one) => orDash([one.province, one.city].filter(Boolean).join(" ")),
      csv: (one) => [one.province, one.city].filter(Boolean).join(" "),
    },
    {
      key: "parent",
      title: t("accounts.field.parent"),
      render: (one) => orDash(one.parent_name),
      csv: (one) => one.parent_name,
    },
    {
      key: "owner",
      title: t("accounts.field.owner"),
      render: (one) => orDash(one.owner_name),
      csv: (one) => one.owner_name,
    },
    {
      key: "people",
      title: t("accounts.field.people"),
      align: "right",
      render: (one) => <NumberText value={one.people} />,
      csv: (one) => one.people,
    },
    {
      key: "credit_code",
      title: t("accounts.field.credit_code"),
      hidden: true,
      render: (one) => <span className="mono">{orDash(one.credit_code)}</span>,
      csv: (one) => one.credit_code,
    },
    {
      key: "updated",
      title: t("accounts.field.updated"),
      sort: "updated_at",
      align: "right",
      render: (one) => <DateTime at={one.updated_at} />,
      csv: (one) => one.updated_at,
    },
  ];
}

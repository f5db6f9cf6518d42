import { Link } from "react-router";
import { useText } from "@/i18n";
import { Avatar, Chip, type Column, DateTime, Money, NumberText } from "@/ui";
import type { Customer } from "../api";
import { nameOf, nameOfSource, toneOfStage } from "../words";
import styles from "./list.module.css";

function NameCell({ one }: { one: Customer }) {
  const t = useText();
  return (
    <span className={styles.name}>
      <Avatar name={one.name || "?"} size={28} />
      <Link to={`/customers/${one.id}`} onClick={(event) => event.stopPropagation()}>
        {nameOf(one)}
      </Link>
      {one.is_test && <Chip tone="warn">{t("customers.word.test")}</Chip>}
    </span>
  );
}

function TagsCell({ tags }: { tags: string[] }) {
  if (tags.length === 0) return <span className="muted">—</span>;
  return (
    <span className={styles.tags}>
      {tags.slice(0, 2).map((tag) => (
        <Chip key={tag} tone="brand" title={tag}>
          {tag}
        </Chip>
      ))}
      {tags.length > 2 && <span title={tags.slice(2).join("、")}>+{tags.length - 2}</span>}
    </span>
  );
}

export function useCustomerColumns(): Column<Customer>[] {
  const t = useText();
  const text = (value: string) => value || <span className="muted">—</span>;
  return [
    {
      key: "name",
      title: t("customers.col.name"),
      required: true,
      render: (one) => <NameCell one={one} />,
    },
    {
      key: "phone",
      title: t("customers.col.phone"),
      definition: t("customers.col.masked"),
      render: (one) => text(one.phone),
    },
    {
      key: "email",
      title: t("customers.col.email"),
      definition: t("customers.col.masked"),
      hidden: true,
      render: (one) => text(one.email),
    },
    {
      key: "stage",
      title: t("customers.col.stage"),
      definition: t("customers.col.stage_definition"),
      render: (one) => <Chip tone={toneOfStage(one.stage)}>{one.stage_label}</Chip>,
    },
    {
      key: "orders",
      title: t("customers.col.orders"),
      definition: t("customers.col.orders_definition"),
      sort: "orders",
      align: "right",
      render: (one) => <NumberText value={one.orders} />,
    },
    {
      key: "spend",
      title: t("customers.col.spend"),
      definition: t("customers.col.spend_definition"),
      sort: "spend",
      align: "right",
      render: (one) => (one.spend ? <Money value={one.spend} /> : <span className="muted">—</span>),
    },
    {
      key: "last_order",
      title: t("customers.col.last_order"),
      align: "right",
      render: (one) => <DateTime at={one.last_order} format="date" />,
    },
    {
      key: "last_seen",
      title: t("customers.col.last_seen"),
      definition: t("customers.col.last_seen_definition"),
      sort: "last_seen",
      align: "right",
      render: (one) => <DateTime at={one.last_seen} />,
    },
    { key: "city", title: t("customers.col.city"), render: (one) => text(one.city) },
    { key: "tags", title: t("customers.col.tags"), render: (one) => <TagsCell tags={one.tags} /> },
    {
      key: "source",
      title: t("customers.col.source"),
      hidden: true,
      render: (one) => text(nameOfSource(one.source)),
    },
    {
      key: "created",
      title: t("customers.col.created"),
      sort: "created",
      align: "right",
      hidden: true,
      render: (one) => <DateTime at={one.created} format="date" />,
    },
  ];
}

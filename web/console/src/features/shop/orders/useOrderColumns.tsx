import { Link } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Avatar, type Column, DateTime, Money, NumberText, StatusDot } from "@/ui";
import { type Order, useBuyer } from "../api";
import { nameOfChannel, stateOfOrder, toneOfOrder } from "../words";
import styles from "./orders.module.css";

interface BuyerProps {
  order: Order;
  names: Map<string, string>;
}

/** By name; a profile that was merged into another is asked for alone, which gives its person. */
function Buyer({ order, names }: BuyerProps) {
  const t = useText();
  const listed = names.get(order.profile ?? "");
  const can = useCan()("profiles.read");
  const alone = useBuyer(order.profile, can && names.size > 0 && listed === undefined).data;
  const name = listed ?? (alone && (alone.name || alone.phone || alone.email));
  if (!order.profile) return <span className="muted">{t("shop.orders.nobody")}</span>;
  return (
    <Link
      to={`/customers/${order.profile}`}
      className={styles.buyer}
      onClick={(event) => event.stopPropagation()}
    >
      <Avatar name={name || "?"} size={24} />
      {name || t("shop.orders.open_customer")}
    </Link>
  );
}

/** `names`: of the buyers in view, by profile. */
export function useOrderColumns(names: Map<string, string>): Column<Order>[] {
  const t = useText();
  const place = (one: Order) =>
    [one.channel && nameOfChannel(one.channel), one.store].filter(Boolean).join(" · ");
  return [
    {
      key: "order_no",
      title: t("shop.orders.no"),
      sort: "order_no",
      required: true,
      render: (one) => <span style={{ fontWeight: 500 }}>{one.order_no}</span>,
      csv: (one) => one.order_no,
    },
    {
      key: "time",
      title: t("shop.orders.time"),
      sort: "time",
      render: (one) => <DateTime at={one.time} />,
      csv: (one) => one.time,
    },
    {
      key: "customer",
      title: t("shop.orders.customer"),
      render: (one) => <Buyer order={one} names={names} />,
      csv: (one) => names.get(one.profile ?? "") ?? one.profile,
    },
    {
      key: "place",
      title: t("shop.orders.place"),
      render: (one) => place(one) || <span className="muted">—</span>,
      csv: place,
    },
    {
      key: "region",
      title: t("shop.orders.region"),
      render: (one) => one.region || <span className="muted">—</span>,
      csv: (one) => one.region,
    },
    {
      key: "quantity",
      title: t("shop.orders.quantity"),
      definition: t("shop.orders.quantity_definition"),
      align: "right",
      render: (one) => <NumberText value={one.quantity} />,
      csv: (one) => one.quantity,
    },
    {
      key: "amount",
      title: t("shop.orders.amount"),
      definition: t("shop.orders.amount_definition"),
      sort: "amount",
      align: "right",
      render: (one) => <Money value={one.amount} />,
      csv: (one) => one.amount / 100,
    },
    {
      key: "refunded",
      title: t("shop.orders.refunded"),
      align: "right",
      render: (one) => (one.refunded ? <Money value={one.refunded} /> : <span className="muted">—</span>),
      csv: (one) => one.refunded / 100,
    },
    {
      key: "status",
      title: t("shop.orders.status"),
      render: (one) => <StatusDot tone={toneOfOrder(one)}>{stateOfOrder(one)}</StatusDot>,
      csv: (one) => one.status,
    },
  ];
}

import type { UseQueryResult } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import type { Page } from "@/api/client";
import { orderWords } from "@/features/shop";
import { useText } from "@/i18n";
import { type Column, DateTime, EmptyState, ErrorState, Money, RowsTable, StatusDot } from "@/ui";
import { nameOfSource } from "../words";
import type { Order } from "./api";
import styles from "./profile.module.css";

interface Props {
  orders: UseQueryResult<Page<Order>>;
  onOpen: (id: string) => void;
}

export function OrdersPanel({ orders, onOpen }: Props) {
  const t = useText();
  if (orders.isError) return <ErrorState error={orders.error} retry={() => orders.refetch()} compact />;
  if (orders.isPending) return <Skeleton active title={false} style={{ padding: 16 }} />;
  if (orders.data.items.length === 0)
    return (
      <EmptyState compact title={t("customers.orders.empty")} lesson={t("customers.orders.empty_lesson")} />
    );
  const columns: Column<Order>[] = [
    {
      key: "no",
      title: t("customers.orders.no"),
      render: (one) => (
        <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onOpen(one.id)}>
          {one.order_no}
        </Button>
      ),
    },
    { key: "time", title: t("customers.orders.time"), render: (one) => <DateTime at={one.time} /> },
    {
      key: "channel",
      title: t("customers.orders.channel"),
      render: (one) =>
        [one.channel && nameOfSource(one.channel), one.store].filter(Boolean).join(" · ") || "—",
    },
    {
      key: "quantity",
      title: t("customers.orders.quantity"),
      align: "right",
      render: (one) => one.quantity,
    },
    {
      key: "amount",
      title: t("customers.orders.amount"),
      align: "right",
      render: (one) => <Money value={one.amount} />,
    },
    {
      key: "status",
      title: t("customers.orders.status"),
      render: (one) => <StatusDot tone={orderWords.tone(one)}>{orderWords.state(one)}</StatusDot>,
    },
  ];
  return (
    <div className={styles.panel}>
      <RowsTable
        label={t("customers.history.orders")}
        columns={columns}
        rows={orders.data.items}
        rowKey={(one) => one.id}
        onOpen={(one) => onOpen(one.id)}
      />
    </div>
  );
}

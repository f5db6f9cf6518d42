import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import type { Page } from "@/api/client";
import { useText } from "@/i18n";
import { Card, useFormat } from "@/ui";
import { type Order, useMessages } from "./api";
import { MessagesPanel } from "./MessagesPanel";
import { OrdersPanel } from "./OrdersPanel";
import styles from "./profile.module.css";
import { Timeline } from "./timeline/Timeline";

const TABS = ["timeline", "orders", "messages"] as const;
type Tab = (typeof TABS)[number];

interface Props {
  id: string;
  orders: UseQueryResult<Page<Order>>;
  onOrder: (id: string) => void;
  onOrderNumber: (number: string) => void;
}

/** What happened: the timeline, and its orders and messages as lists. */
export function HistoryCard({ id, orders, onOrder, onOrderNumber }: Props) {
  const t = useText();
  const format = useFormat();
  const messages = useMessages(id);
  const [tab, setTab] = useState<Tab>("timeline");
  const counts: Partial<Record<Tab, number>> = {
    orders: orders.data?.count,
    messages: messages.data?.count,
  };
  return (
    <Card flush className={styles.history}>
      <div className={styles.tabs} role="tablist" aria-label={t("customers.history.label")}>
        {TABS.map((one) => (
          <button
            type="button"
            role="tab"
            key={one}
            aria-selected={one === tab}
            className={styles.tab}
            onClick={() => setTab(one)}
          >
            {t(`customers.history.${one}`)}
            {counts[one] !== undefined && <small>{format.number(counts[one])}</small>}
          </button>
        ))}
      </div>
      {tab === "timeline" && <Timeline id={id} onOrder={onOrderNumber} />}
      {tab === "orders" && <OrdersPanel orders={orders} onOpen={onOrder} />}
      {tab === "messages" && <MessagesPanel messages={messages} />}
    </Card>
  );
}

import { Button, Skeleton } from "antd";
import { RotateCcw } from "lucide-react";
import { Suspense, useState } from "react";
import { Link } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import {
  type Column,
  DateTime,
  ErrorState,
  Money,
  NumberText,
  RowsTable,
  SideDrawer,
  StatusDot,
  useFormat,
} from "@/ui";
import { type OrderDetail, useBuyer, useOrder } from "../api";
import { nameOfChannel, stateOfOrder, toneOfOrder } from "../words";
import styles from "./orders.module.css";
import { RefundDialog } from "./RefundDialog";

type Line = OrderDetail["lines"][number];

function useLineColumns(): Column<Line>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("shop.lines.product"),
      render: (line) => (
        <>
          <div className={styles.product}>{line.name || line.product}</div>
          <div className="caption">
            {[line.product, line.category, line.brand].filter(Boolean).join(" · ")}
          </div>
        </>
      ),
    },
    {
      key: "price",
      title: t("shop.lines.price"),
      align: "right",
      render: (line) => <NumberText value={Number(line.unit_price)} digits={2} />,
    },
    {
      key: "quantity",
      title: t("shop.lines.quantity"),
      align: "right",
      render: (line) => <NumberText value={line.quantity} />,
    },
    {
      key: "amount",
      title: t("shop.lines.amount"),
      align: "right",
      render: (line) => <Money value={line.amount} />,
    },
  ];
}

function Buyer({ order }: { order: OrderDetail }) {
  const t = useText();
  const can = useCan();
  const buyer = useBuyer(order.profile, can("profiles.read"));
  if (!order.profile) return <span className="muted">{t("shop.orders.nobody")}</span>;
  const name = buyer.data?.name || buyer.data?.phone || t("shop.orders.open_customer");
  return <Link to={`/customers/${order.profile}`}>{name}</Link>;
}

function Facts({ order }: { order: OrderDetail }) {
  const t = useText();
  const facts = [
    [t("shop.orders.customer"), <Buyer key="b" order={order} />],
    [t("shop.orders.time"), <DateTime key="t" at={order.time} format="full" />],
    [
      t("shop.orders.place"),
      [order.channel && nameOfChannel(order.channel), order.store].filter(Boolean).join(" · ") || "—",
    ],
    [t("shop.orders.region"), order.region || "—"],
    [t("shop.orders.amount"), <Money key="a" value={order.amount} />],
    [t("shop.orders.refunded"), order.refunded ? <Money key="r" value={order.refunded} /> : "—"],
  ] as const;
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Content({ order }: { order: OrderDetail }) {
  const t = useText();
  const format = useFormat();
  const columns = useLineColumns();
  return (
    <div className="stack">
      <Facts order={order} />
      <RowsTable
        label={t("shop.lines.title")}
        columns={columns}
        rows={order.lines}
        rowKey={(line) => String(line.line)}
        total={[t("shop.lines.total"), "", format.number(order.quantity), format.money(order.amount)]}
      />
      {order.refunds.length > 0 && (
        <section>
          <h3 className={styles.heading}>{t("shop.refunds.title")}</h3>
          <ul className={styles.refunds}>
            {order.refunds.map((one) => (
              <li key={one.id}>
                <DateTime at={one.time} />
                <span className="muted">{one.reason || t("shop.refunds.no_reason")}</span>
                <strong>{format.money(-one.amount)}</strong>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** One order: buyer, lines, refunds; money can be given back here. */
function Drawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText();
  const may = useCan()("orders.write");
  const found = useOrder(id);
  const [refunding, setRefunding] = useState(false);
  const order = found.data;
  const left = order && order.kind === "sale" ? order.amount - order.refunded : 0;
  return (
    <SideDrawer
      open
      onClose={onClose}
      width={640}
      title={order ? t("shop.orders.one", { no: order.order_no }) : t("shop.orders.loading")}
      purpose={order && <StatusDot tone={toneOfOrder(order)}>{stateOfOrder(order)}</StatusDot>}
      footer={
        may &&
        left > 0 && (
          <Button icon={<RotateCcw size={15} />} onClick={() => setRefunding(true)}>
            {t("shop.refunds.action")}
          </Button>
        )
      }
    >
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {found.isError && <ErrorState error={found.error} retry={() => found.refetch()} />}
      {order && <Content order={order} />}
      {order && <RefundDialog order={order} open={refunding} onClose={() => setRefunding(false)} />}
    </SideDrawer>
  );
}

export default function OrderDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  if (id === null) return null;
  return (
    <Suspense>
      <Drawer key={id} id={id} onClose={onClose} />
    </Suspense>
  );
}

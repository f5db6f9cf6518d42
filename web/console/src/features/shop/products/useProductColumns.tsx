import { useText } from "@/i18n";
import { type Column, DateTime, Money, StatusDot } from "@/ui";
import type { Product } from "../api";
import styles from "./products.module.css";

function Picture({ product }: { product: Product }) {
  return product.image ? (
    <img src={product.image} alt="" className={styles.picture} loading="lazy" />
  ) : (
    <span className={styles.picture} aria-hidden>
      {(product.category || product.name).slice(0, 1)}
    </span>
  );
}

export function useProductColumns(): Column<Product>[] {
  const t = useText();
  const text = (value: string) => value || <span className="muted">—</span>;
  return [
    {
      key: "name",
      title: t("shop.products.name"),
      sort: "name",
      required: true,
      render: (one) => (
        <span className={styles.name}>
          <Picture product={one} />
          <span>{one.name}</span>
        </span>
      ),
      csv: (one) => one.name,
    },
    {
      key: "code",
      title: t("shop.products.code"),
      definition: t("shop.products.code_definition"),
      sort: "code",
      render: (one) => <span className="mono">{one.code}</span>,
      csv: (one) => one.code,
    },
    {
      key: "category",
      title: t("shop.products.category"),
      render: (one) => text(one.category),
      csv: (one) => one.category,
    },
    {
      key: "brand",
      title: t("shop.products.brand"),
      render: (one) => text(one.brand),
      csv: (one) => one.brand,
    },
    {
      key: "price",
      title: t("shop.products.price"),
      align: "right",
      render: (one) => <Money value={one.price} />,
      csv: (one) => (one.price === null ? "" : one.price / 100),
    },
    {
      key: "cycle",
      title: t("shop.products.cycle"),
      definition: t("shop.products.cycle_definition"),
      align: "right",
      render: (one) =>
        one.is_consumable && one.cycle_days ? (
          t("shop.products.days", { n: one.cycle_days })
        ) : (
          <span className="muted">—</span>
        ),
      csv: (one) => one.cycle_days,
    },
    {
      key: "status",
      title: t("shop.products.status"),
      render: (one) => (
        <StatusDot tone={one.status === "on_shelf" ? "ok" : "neutral"}>
          {t(`shop.product.${one.status}`)}
        </StatusDot>
      ),
      csv: (one) => one.status,
    },
    {
      key: "updated",
      title: t("shop.products.updated"),
      sort: "updated_at",
      align: "right",
      render: (one) => <DateTime at={one.updated_at} />,
      csv: (one) => one.updated_at,
    },
  ];
}

import { lazy } from "react";
import type { Feature } from "@/navigation";
import { stateOfOrder, toneOfOrder } from "./words";

export { digitsOf, signOf } from "./money";

/** An order with its lines and refunds beside any page. */
export const OrderDrawer = lazy(() => import("./orders/OrderDrawer"));
export const orderWords = { state: stateOfOrder, tone: toneOfOrder };

export const feature: Feature = {
  key: "shop",
  pages: [
    {
      path: "shop/products",
      label: "shop.nav.products",
      group: "shop",
      order: 10,
      permission: "catalog.read",
      load: () => import("./products/ProductsPage"),
    },
    {
      path: "shop/orders",
      label: "shop.nav.orders",
      group: "shop",
      order: 20,
      permission: "orders.read",
      load: () => import("./orders/OrdersPage"),
    },
  ],
};

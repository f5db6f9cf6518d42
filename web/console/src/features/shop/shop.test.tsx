import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { pageOf, renderPage } from "@/testing/render";
import { dayAfter, type Order, type Product } from "./api";
import OrdersPage from "./orders/OrdersPage";
import ProductsPage from "./products/ProductsPage";

const SOAP: Product = {
  id: "prd_1",
  code: "SP-1",
  name: "橄榄皂",
  category: "洗护",
  brand: "云岚",
  price: 1990,
  image: "",
  status: "on_shelf",
  is_consumable: true,
  cycle_days: 30,
  created_at: "2026-11-01T00:00:00Z",
  updated_at: "2026-11-01T00:00:00Z",
};
const ORDER: Order = {
  id: "ord_1",
  order_id: "M1",
  order_no: "M1",
  source: "",
  kind: "sale",
  status: "partly_refunded",
  profile: "pro_1",
  amount: 12_900,
  refunded: 2_900,
  quantity: 2,
  line_count: 1,
  currency: "CNY",
  time: "2026-11-18T13:40:00Z",
  channel: "mall",
  store: "",
  region: "华东",
};
const DETAIL = {
  ...ORDER,
  lines: [
    {
      line: 1,
      product: "SP-1",
      name: "橄榄皂",
      category: "洗护",
      brand: "",
      unit_price: "64.5",
      quantity: 2,
      amount: 12_900,
    },
  ],
  refunds: [{ id: "rfd_1", amount: 2_900, reason: "破损", time: "2026-11-19T00:00:00Z" }],
};
const PRODUCTS = {
  "GET /api/v1/products": () => pageOf([SOAP]),
  "GET /api/v1/products/facets": () => ({ categories: ["洗护"], brands: ["云岚"] }),
};
const ORDERS = {
  "GET /api/v1/orders": () => pageOf([ORDER]),
  "GET /api/v1/orders/ord_1": () => DETAIL,
  "GET /api/v1/profiles": () => pageOf([{ id: "pro_1", name: "林婉清", phone: "", email: "" }]),
  "GET /api/v1/profiles/pro_1": () => ({ id: "pro_1", name: "林婉清", phone: "", email: "" }),
};

it("changes a product by its price in major units and leaves the code alone", async () => {
  const patch = vi.fn(() => SOAP);
  renderPage(<ProductsPage />, { ...PRODUCTS, "PATCH /api/v1/products/prd_1": patch });
  fireEvent.click(await screen.findByText("橄榄皂"));
  fireEvent.change(await screen.findByLabelText("价格"), { target: { value: "25.5" } });
  fireEvent.click(screen.getByRole("button", { name: /^保\s*存$/ }));
  await waitFor(() => expect(patch).toHaveBeenCalled());
  const [[asked]] = patch.mock.calls as unknown as [[{ body: Record<string, unknown> }]];
  expect(asked.body).toMatchObject({ price: 2550, cycle_days: 30, name: "橄榄皂" });
  expect(asked.body).not.toHaveProperty("code");
});

it("teaches when there is no product", async () => {
  renderPage(<ProductsPage />, { ...PRODUCTS, "GET /api/v1/products": () => pageOf([]) });
  expect(await screen.findByText("还没有商品")).toBeTruthy();
});

it("opens an order of the address and refunds at most what is left, in minor units", async () => {
  const refund = vi.fn(() => ({ ...DETAIL, refunded: 12_900, status: "refunded" }));
  renderPage(
    <OrdersPage />,
    { ...ORDERS, "POST /api/v1/orders/ord_1/refund": refund },
    { at: "/shop/orders?order=ord_1" },
  );
  expect(await screen.findByText("破损")).toBeTruthy();
  expect((await screen.findAllByText("林婉清")).length).toBeGreaterThan(0);
  fireEvent.click(screen.getByRole("button", { name: /退\s*款$/ }));
  expect(await screen.findByText(/最多可退 ¥100/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "确认退款" }));
  await waitFor(() => expect(refund).toHaveBeenCalled());
  expect(refund.mock.calls).toMatchObject([[{ body: { amount: 10_000, reason: "" } }]]);
});

it("asks for whole days", () => {
  expect(dayAfter("2026-11-30")).toBe("2026-12-01");
});

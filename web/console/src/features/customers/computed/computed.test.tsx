import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refuse, renderPage } from "@/testing/render";
import ComputedPage from "./ComputedPage";
import { propertiesOf } from "./words";

const ROW = {
  key: "top_category",
  label: "最爱品类",
  description: "",
  definition: {
    event: "product_bought",
    function: "most_frequent",
    property: "category",
    where: [],
    window: { kind: "last", amount: 90, unit: "day" },
  },
  event_label: "购买商品",
  number: false,
  people: 1204,
  computed_at: null,
  job: null,
  by: "苏晴",
};

it("says each definition in a sentence and asks before it takes values off", async () => {
  const { asked } = renderPage(<ComputedPage />, { "GET /api/v1/computed-traits": () => [ROW] });
  expect(await screen.findByText("购买商品（最近 90 天）的最常见的品类")).toBeTruthy();
  expect(screen.getByText("1,204")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "删除「最爱品类」" }));
  expect(await screen.findByText("影响 1,204 人。")).toBeTruthy();
  expect(asked.some((one) => one.method === "DELETE")).toBe(false);
});

it("teaches when there is none and shows a refusal", async () => {
  const first = renderPage(<ComputedPage />, { "GET /api/v1/computed-traits": () => [] });
  expect(await screen.findByText("还没有计算特征")).toBeTruthy();
  first.unmount();
  renderPage(<ComputedPage />, {
    "GET /api/v1/computed-traits": () =>
      refuse({ status: 403, code: "forbidden", detail: "您没有这项权限。" }),
  });
  expect(await screen.findByText("您没有这项权限。")).toBeTruthy();
});

it("offers hours and weekdays only where no number is needed", () => {
  expect(propertiesOf(["amount", "colour"], false).slice(0, 4)).toEqual([
    "$hour",
    "$weekday",
    "amount",
    "colour",
  ]);
  expect(propertiesOf(["amount"], true)).not.toContain("$hour");
});

import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { pageOf, type Routes, refuse, renderPage } from "@/testing/render";
import FunnelPage from "./funnel/FunnelPage";
import ReportsPage from "./reports/ReportsPage";
import RetentionPage from "./retention/RetentionPage";
import TrendPage from "./trend/TrendPage";

const name = (key: string, label: string) => ({
  name: key,
  label,
  segment_name: "",
  standard: true,
  count: 10,
  last_seen: null,
});
const time = (median: number) => ({
  mean: median,
  median,
  p90: 2 * median,
  histogram: { edges: [0, 60], counts: [90] },
});
const step = (
  event: string,
  label: string,
  count: number,
  from_previous: number | null,
  from_first: number,
) => ({
  event,
  label,
  count,
  from_previous,
  from_first,
  time: from_previous === null ? null : time(45 * 60_000),
});
const FUNNEL = {
  steps: [
    step("product_viewed", "浏览商品", 376, null, 1),
    step("product_added", "加入购物车", 150, 0.399, 0.399),
    step("order_paid", "订单支付", 90, 0.6, 0.239),
  ],
  total: time(90 * 60_000),
  open: 12,
  parts: [],
};
const EVENTS = [
  name("product_viewed", "浏览商品"),
  name("product_added", "加入购物车"),
  name("order_paid", "订单支付"),
];
const REPORT = {
  id: "rep_1",
  name: "浏览到支付",
  kind: "funnel",
  query: {
    steps: [{ event: "product_viewed" }, { event: "order_paid" }],
    range: { start: 1_793_116_800_000, end: 1_795_536_000_000 },
    window_ms: 3_600_000,
    view: { preset: "7d", compare: "none" },
  },
  created_by: "usr_me",
  created_at: "2026-11-20T00:00:00Z",
  updated_at: "2026-11-21T00:00:00Z",
};
const ROUTES: Routes = {
  "GET /api/v1/events/names": () => EVENTS,
  "GET /api/v1/segments": () => pageOf([{ id: "seg_1", name: "高价值客户", size: 43 }]),
  "GET /api/v1/segments/vocabulary/properties": () => [],
  "POST /api/v1/analytics/funnel": () => FUNNEL,
  "GET /api/v1/analytics/reports/rep_1": () => REPORT,
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-24T04:00:00Z") });
});

describe("funnel", () => {
  it("answers on first opening: 28 full days, in the company's zone, with names", async () => {
    const { asked } = renderPage(<FunnelPage />, ROUTES);

    expect(
      await screen.findByText(/近 28 天有 376 人「浏览商品」，其中 90 人在 7 天内「订单支付」，转化 23\.9%/),
    ).toBeTruthy();
    const [now, before] = asked
      .filter((one) => one.path === "/api/v1/analytics/funnel")
      .map((one) => one.body as { range: object; steps: { label: string }[] })
      .slice(-2);
    const spans = [now, before].map((one) => one?.range);
    expect(spans).toContainEqual({
      start: Date.parse("2026-10-26T16:00:00Z"),
      end: Date.parse("2026-11-23T16:00:00Z"),
    });
    expect(spans).toContainEqual({
      start: Date.parse("2026-09-28T16:00:00Z"),
      end: Date.parse("2026-10-26T16:00:00Z"),
    });
    expect(now?.steps.map((one) => one.label)).toEqual(["浏览商品", "加入购物车", "订单支付"]);
  });

  it("opens those who stopped before a step", async () => {
    const user = userEvent.setup();
    const { asked } = renderPage(<FunnelPage />, {
      ...ROUTES,
      "POST /api/v1/analytics/funnel/people": () => pageOf([{ id: "pro_1", name: "唐静" }], { count: 226 }),
    });

    await user.click(await screen.findByRole("button", { name: "看停在这里的 226 人" }));

    expect((await screen.findByRole("link", { name: /唐静/ })).getAttribute("href")).toBe("/customers/pro_1");
    const people = asked.find((one) => one.path.endsWith("/funnel/people"));
    expect(people?.body).toMatchObject({ step: 2, dropped: true });
  });

  it("takes its question from the address and ignores one that is none", async () => {
    const ask = { steps: [{ event: "product_viewed" }, { event: "order_paid" }], window_ms: 3_600_000 };
    const first = renderPage(<FunnelPage />, ROUTES, {
      at: `/?ask=${encodeURIComponent(JSON.stringify(ask))}`,
    });
    await waitFor(() =>
      expect(first.asked.find((one) => one.path === "/api/v1/analytics/funnel")?.body).toMatchObject({
        window_ms: 3_600_000,
      }),
    );
    first.unmount();

    const { asked } = renderPage(<FunnelPage />, ROUTES, {
      at: `/?ask=${encodeURIComponent('{"steps":7}')}`,
    });

    await waitFor(() =>
      expect(asked.find((one) => one.path === "/api/v1/analytics/funnel")?.body).toMatchObject({
        window_ms: 604_800_000,
      }),
    );
  });

  it("asks a saved report anew, over the span that moves", async () => {
    const { asked } = renderPage(<FunnelPage />, ROUTES, { at: "/?report=rep_1" });

    expect(await screen.findByRole("heading", { name: "浏览到支付" })).toBeTruthy();
    await waitFor(() => {
      const body = asked.findLast((one) => one.path === "/api/v1/analytics/funnel")?.body;
      expect(body).toMatchObject({
        window_ms: 3_600_000,
        range: { start: Date.parse("2026-11-16T16:00:00Z"), end: Date.parse("2026-11-23T16:00:00Z") },
      });
      expect(body).not.toHaveProperty("view");
    });
    expect(screen.getByRole("button", { name: "保存更改" })).toHaveProperty("disabled", true);
  });

  it("saves the question with its moving span", async () => {
    const user = userEvent.setup();
    const { asked } = renderPage(<FunnelPage />, {
      ...ROUTES,
      "POST /api/v1/analytics/reports": () => REPORT,
    });
    await screen.findByText(/近 28 天有 376 人/);

    await user.click(screen.getByRole("button", { name: "保存为报表" }));
    await user.type(await screen.findByLabelText("名称"), "浏览到支付");
    await user.click(screen.getByRole("button", { name: "保存" }));

    await waitFor(() => {
      const body = asked.find((one) => one.method === "POST" && one.path.endsWith("/reports"))?.body;
      expect(body).toMatchObject({
        name: "浏览到支付",
        kind: "funnel",
        query: { window_ms: 604_800_000, view: { preset: "28d", compare: "previous" } },
      });
    });
  });

  it("teaches when nothing happened, and shows a refusal with a way back", async () => {
    const nothing = { ...FUNNEL, steps: FUNNEL.steps.map((one) => ({ ...one, count: 0 })) };
    const empty = renderPage(<FunnelPage />, { ...ROUTES, "POST /api/v1/analytics/funnel": () => nothing });
    expect(await screen.findByText("这段时间没有数据")).toBeTruthy();
    expect(screen.getByRole("button", { name: "放宽时间范围" })).toHaveProperty("disabled", false);
    empty.unmount();

    const no = refuse({ status: 422, code: "exclusion_place_invalid", detail: "排除事件 1 的位置不对。" });
    renderPage(<FunnelPage />, { ...ROUTES, "POST /api/v1/analytics/funnel": () => no });
    expect(await screen.findByText("排除事件 1 的位置不对。")).toBeTruthy();
    expect(screen.getByRole("button", { name: "重试" })).toHaveProperty("disabled", false);
  });
});

describe("trend", () => {
  const day = (label: string, complete = true) => ({ start: 0, end: 1, label, complete });
  const TREND = {
    periods: [day("2026-11-22"), day("2026-11-23")],
    series: [{ measure: 0, label: "订单支付", value: null, numbers: [4, 10], total: 12 }],
    compared_periods: [day("2026-10-25"), day("2026-10-26")],
    compared: [{ measure: 0, label: "订单支付", value: null, numbers: [3, 5], total: 8 }],
  };

  it("says how many against before, and opens the people of a day", async () => {
    const user = userEvent.setup();
    const { asked } = renderPage(<TrendPage />, {
      ...ROUTES,
      "POST /api/v1/analytics/trend": () => TREND,
      "POST /api/v1/analytics/trend/people": () => pageOf([], { count: 0 }),
    });

    expect(
      await screen.findByText("近 28 天有 12 人「订单支付」，对比前一段 +50.0%，最高是 11-23 的 10 人。"),
    ).toBeTruthy();
    const row = within(screen.getByRole("table", { name: "数据" })).getByRole("row", { name: /^11-22/ });
    await user.click(within(row).getByRole("button", { name: "4" }));

    await waitFor(() =>
      expect(asked.find((one) => one.path.endsWith("/trend/people"))?.body).toMatchObject({
        measure: 0,
        period: 0,
        value: null,
      }),
    );
  });
});

describe("retention", () => {
  const RETENTION = {
    cohorts: [
      {
        period: { start: 0, end: 1, label: "2026-11-02", complete: true },
        size: 0,
        cells: [0, 0, 0, 0],
        complete: 3,
      },
      {
        period: { start: 1, end: 2, label: "2026-11-09", complete: true },
        size: 20,
        cells: [20, 5, 1],
        complete: 2,
      },
      {
        period: { start: 2, end: 3, label: "2026-11-16", complete: true },
        size: 10,
        cells: [10, 4],
        complete: 1,
      },
    ],
    mean: [1, 0.25, null],
  };

  it("leaves cohorts before the first one out and opens the people of a cell", async () => {
    const user = userEvent.setup();
    const { asked } = renderPage(<RetentionPage />, {
      ...ROUTES,
      "POST /api/v1/analytics/retention": () => RETENTION,
      "POST /api/v1/analytics/retention/people": () => pageOf([], { count: 0 }),
    });

    expect(
      await screen.findByText("近 12 周有 30 人首次「订单支付」，次周有 25.0% 再次「订单支付」。"),
    ).toBeTruthy();
    const table = screen.getByRole("table", { name: "同期群" });
    expect(within(table).queryByText("11-02")).toBeNull();
    await user.click(within(table).getByRole("button", { name: "40.0%" }));

    await waitFor(() =>
      expect(asked.find((one) => one.path.endsWith("/retention/people"))?.body).toMatchObject({
        cohort: 2,
        k: 1,
      }),
    );
  });
});

describe("reports", () => {
  it("lists what each asks and over which span", async () => {
    renderPage(<ReportsPage />, { ...ROUTES, "GET /api/v1/analytics/reports": () => pageOf([REPORT]) });

    expect((await screen.findByRole("link", { name: "浏览到支付" })).getAttribute("href")).toBe(
      "/analytics/funnel?report=rep_1",
    );
    expect(await screen.findByText("浏览商品 → 订单支付")).toBeTruthy();
    expect(screen.getByText("近 7 天")).toBeTruthy();
  });

  it("teaches when there is none", async () => {
    renderPage(<ReportsPage />, { ...ROUTES, "GET /api/v1/analytics/reports": () => pageOf([]) });

    expect(await screen.findByText("还没有报表")).toBeTruthy();
  });
});

import { fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import type { Lifecycle, Needs, RfmReport } from "./api";
import LifecyclePage from "./lifecycle/LifecyclePage";
import NeedsPage from "./needs/NeedsPage";
import RfmPage from "./rfm/RfmPage";

const CELLS = ["HHH", "HLH", "LHH", "LLH", "HHL", "HLL", "LHL", "LLL"] as const;
const RFM: RfmReport = {
  as_of: 1_800_000_000_000,
  high: 4,
  total: { customers: 1204, spend: 100_00, mean_days: 20, mean_orders: 2 },
  cells: CELLS.map((cell, at) => ({
    cell,
    customers: at === 0 ? 896 : 44,
    spend: at === 0 ? 90_00 : 1_42,
    mean_days: 12.4,
    mean_orders: 3.14,
    share: at === 0 ? 0.744 : 0.036,
    spend_share: 0.1,
  })),
  grid: [{ r: 5, f: 5, customers: 314, spend: 1, mean_days: 3, mean_orders: 9 }],
  moves: [{ previous: "HHH", cell: "LHH", customers: 7 }],
  days: [],
};
const LIFE: Lifecycle = {
  window_days: 180,
  start: { prospect: 3, first_purchase: 1, repeat: 0, retained: 0, dormant: 0, lapsed: 0 },
  periods: [
    {
      start: 1_790_000_000_000,
      end: 1_792_000_000_000,
      label: "2026-11-01",
      complete: false,
      counts: { prospect: 2, first_purchase: 2, repeat: 1, retained: 0, dormant: 0, lapsed: 0 },
      moves: [{ previous: "prospect", stage: "first_purchase", people: 1 }],
    },
  ],
  moves: [
    { previous: "", stage: "prospect", people: 1 },
    { previous: "prospect", stage: "first_purchase", people: 1 },
  ],
};
const act = (people: number, before: number) => ({
  people,
  before,
  share: people / 100,
  change: (people - before) / 100,
  low: people > before ? 0.02 : null,
  high: people > before ? 0.18 : null,
  series: [0, people],
});
const NEEDS: Needs = {
  periods: [],
  previous_start: 0,
  previous_end: 1,
  active: 100,
  active_before: 90,
  needs: [
    {
      need: "四件套",
      acts: {
        searched: act(0, 0),
        viewed: act(30, 20),
        asked: act(0, 0),
        bought: act(6, 6),
        returned: act(0, 0),
        complained: act(0, 0),
      },
    },
  ],
};

describe("RFM", () => {
  it("shows the cells by name, opens their customers and makes a segment", async () => {
    const { asked } = renderPage(<RfmPage />, {
      "GET /api/v1/analytics/rfm": () => RFM,
      "GET /api/v1/analytics/rfm/people": () => pageOf([{ id: "pro_1", name: "林梅" }]),
      "POST /api/v1/segments": () => ({ id: "seg_1" }),
    });
    const best = await screen.findByRole("region", { name: "重要价值" });
    fireEvent.click(within(best).getByRole("button", { name: "896" }));
    expect(await screen.findByText("林梅")).toBeTruthy();
    expect(asked.at(-1)?.query.get("cell")).toBe("HHH");
    fireEvent.click(within(best).getByRole("button", { name: "建人群" }));
    await screen.findByText("人群已建好，会随客户变动自动更新。");
    expect(asked.find((one) => one.method === "POST")?.body).toMatchObject({
      name: "RFM 重要价值",
      condition: { type: "all", of: [{ type: "trait", key: "rfm.cell", op: "eq", value: "HHH" }] },
    });
  });

  it("teaches when nobody has ordered, and shows a refusal", async () => {
    renderPage(<RfmPage />, {
      "GET /api/v1/analytics/rfm": () => ({ ...RFM, total: { ...RFM.total, customers: 0 } }),
    });
    expect(await screen.findByText("还没有下过单的客户")).toBeTruthy();
    renderPage(<RfmPage />, {
      "GET /api/v1/analytics/rfm": () => refuse({ status: 403, code: "forbidden", detail: "不能看分析。" }),
    });
    expect(await screen.findByText("不能看分析。")).toBeTruthy();
  });
});

describe("lifecycle", () => {
  it("shows stages and opens the people of a move", async () => {
    const { asked } = renderPage(<LifecyclePage />, {
      "GET /api/v1/analytics/lifecycle": () => LIFE,
      "GET /api/v1/analytics/lifecycle/people": () => pageOf([{ id: "pro_1", name: "林梅" }]),
    });
    const matrix = await screen.findByRole("table", { name: "阶段之间的流动" });
    expect(within(matrix).getByText("新认识")).toBeTruthy();
    fireEvent.click(within(matrix).getAllByRole("button", { name: "1" })[0] as HTMLElement);
    expect(await screen.findByText("林梅")).toBeTruthy();
    expect(asked.at(-1)?.query.get("previous")).toBe("new");
    expect(asked.at(-1)?.query.get("stage")).toBe("prospect");
  });
});

describe("need trend", () => {
  it("shows needs with the change and its interval, and opens the people", async () => {
    const { asked } = renderPage(<NeedsPage />, {
      "GET /api/v1/analytics/needs": () => NEEDS,
      "GET /api/v1/analytics/needs/people": () => pageOf([{ id: "pro_1", name: "林梅" }]),
    });
    expect(await screen.findByText("四件套")).toBeTruthy();
    expect(screen.getByText(/\+10\.0 点/)).toBeTruthy();
    expect(screen.getByText("+2.0…+18.0")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "30" }));
    expect(await screen.findByText("林梅")).toBeTruthy();
    expect(asked.at(-1)?.query.get("need")).toBe("四件套");
    expect(asked.at(-1)?.query.get("act")).toBe("viewed");
  });

  it("teaches when there are no signs", async () => {
    renderPage(<NeedsPage />, { "GET /api/v1/analytics/needs": () => ({ ...NEEDS, needs: [] }) });
    expect(await screen.findByText("这段时间没有需求信号")).toBeTruthy();
  });
});

import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { refuse, renderPage } from "@/testing/render";
import type { Home, Shown } from "./api";
import HomePage from "./HomePage";
import { ahead, cumulate } from "./monthChart";
import { midnight } from "./spans";
import { greetingKey, healthOf } from "./words";

const shown = (key: string, more: Partial<Shown> = {}): Shown => ({
  key,
  unit: "count",
  value: 58,
  previous: 60,
  change: -0.033,
  target: null,
  reached: null,
  series: [1, 2, 3],
  ...more,
});
const tab = (key: string, lead: Shown) => ({ key, lead, figures: [lead] });
const HOME: Home = {
  now: "2026-11-22T01:12:00Z",
  yesterday: "2026-11-21",
  headline: { code: "up.slow", params: { behind: "repurchase_28d" } },
  pace: {
    month: "2026-11",
    days: [{ day: "2026-11-01", new: 100_000, returning: 200_000 }],
    length: 30,
    value: 86_200_000,
    new: 29_700_000,
    returning: 56_500_000,
    last_month: 80_000_000,
    target: 120_000_000,
    expected: 88_400_000,
    forecast: 117_300_000,
    low: 113_800_000,
    high: 120_900_000,
  },
  day: [shown("gmv", { unit: "money", value: 3_864_000, change: 0.07, target: 4_000_000, reached: 0.966 })],
  tabs: [
    tab("acquisition", shown("new_customers")),
    tab("retention", shown("repurchase_28d", { unit: "share", value: 0.201, target: 0.22, reached: 0.914 })),
  ],
  running: [],
  alarms: [],
  actions: [
    {
      code: "start_journey",
      params: { segment: "加购未付款", reachable: 100 },
      link: "/journeys?segment=seg_1",
      people: 120,
      gain: 3_120_000,
      low: 1_900_000,
      high: 4_400_000,
    },
  ],
};

describe("home", () => {
  it("says the answer first, then figures, exceptions and actions with their interval", async () => {
    renderPage(<HomePage />, { "GET /api/v1/home": () => HOME });

    expect(
      await screen.findByText("昨天比上周同日好，本月略慢于目标进度；离目标最远的是28 天复购率。"),
    ).toBeTruthy();
    expect(screen.getByText("早上好，苏晴")).toBeTruthy();
    expect(screen.getByText("¥38,640")).toBeTruthy();
    expect(screen.getByRole("tab", { selected: true }).textContent).toContain("留存");
    expect(screen.getByText("95% 区间 ¥1.9万 至 ¥4.4万")).toBeTruthy();
    expect(screen.getByText("还没有运行的旅程")).toBeTruthy();
    expect(screen.getByText("一切正常")).toBeTruthy();
  });

  it("shows a refusal with the server's words", async () => {
    renderPage(<HomePage />, {
      "GET /api/v1/home": () => refuse({ status: 403, code: "permission_missing", detail: "缺少权限" }),
    });

    expect(await screen.findByText("缺少权限")).toBeTruthy();
  });
});

describe("figures", () => {
  it("are green when reached, amber when nearly, red when not, grey without a target", () => {
    expect([1.02, 0.97, 0.9, null].map((reached) => healthOf({ reached }))).toEqual([
      "ok",
      "warn",
      "bad",
      "neutral",
    ]);
  });

  it("add up and run on to the forecast", () => {
    expect(cumulate([1, 2, 3])).toEqual([1, 3, 6]);
    expect(ahead(60, 90, 2, 5)).toEqual([null, 60, 70, 80, 90]);
  });

  it("stand in the company's day", () => {
    expect(midnight("2026-11-21", "Asia/Shanghai")).toBe(Date.parse("2026-11-20T16:00:00Z"));
    expect(midnight("2026-07-01", "Europe/London")).toBe(Date.parse("2026-06-30T23:00:00Z"));
    expect([2, 9, 12, 15, 20].map(greetingKey)).toEqual(["night", "morning", "noon", "afternoon", "evening"]);
  });
});

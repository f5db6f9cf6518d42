import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import type { CatalogueEvent, Detail, Quarantined } from "./api";
import CataloguePage from "./catalogue/CataloguePage";
import PlanPage from "./plan/PlanPage";
import QualityPage from "./quality/QualityPage";
import { reasonWords } from "./words";

const ROW: CatalogueEvent = {
  name: "product_viewed",
  label: "浏览商品",
  segment_name: "Product Viewed",
  standard: true,
  declared: false,
  category: "browse",
  status: "active",
  owner: "",
  description: "",
  enforced: false,
  properties: 0,
  personal: 0,
  count: 5402,
  week: 300,
  days: [0, 0, 0, 0, 0, 100, 200],
  first_seen: "2026-10-20T02:00:00Z",
  last_seen: "2026-11-20T02:00:00Z",
};
const DETAIL: Detail = {
  event: {
    name: "product_viewed",
    label_zh: "",
    label_en: "",
    description: "",
    category: "browse",
    owner: "",
    status: "active",
    enforced: false,
    properties: [],
  },
  label: "浏览商品",
  standard: true,
  declared: false,
  categories: ["browse"],
  seen: [{ key: "product_id", share: 0.98, types: ["text"], examples: ["YL-001"], declared: false }],
};
const HELD: Quarantined = {
  id: "evt_1",
  name: "sofa_viewed",
  label: "看沙发",
  source: "web",
  time: "2026-11-20T02:00:00Z",
  received: "2026-11-20T02:00:00Z",
  reasons: ["plan_wrong_type:price"],
  state: "waiting",
  decided_at: null,
  properties: { price: "x" },
  traits: {},
  context: {},
};
const PLAN = { policies: [], declared: 3, enforced: 1, waiting: 1 };

describe("catalogue", () => {
  it("lists what came, and saves a declaration with what was seen", async () => {
    const { asked } = renderPage(<CataloguePage />, {
      "GET /api/v1/events/catalogue": () => [ROW, { ...ROW, name: "x", label: "没有过", count: 0, week: 0 }],
      "GET /api/v1/events/catalogue/event": ({ query }) =>
        query.get("infer") === "true"
          ? { ...DETAIL, event: { ...DETAIL.event, properties: [{ key: "product_id", type: "string" }] } }
          : DETAIL,
      "PUT /api/v1/events/catalogue/event": ({ body }) => body,
    });
    expect(await screen.findByText("5,402")).toBeTruthy();
    expect(screen.queryByText("没有过")).toBeNull();
    fireEvent.click(screen.getByText("浏览商品"));
    const drawer = await screen.findByRole("dialog");
    expect(await within(drawer).findByText("98.0%")).toBeTruthy();
    fireEvent.click(within(drawer).getByRole("button", { name: "按收到的补全" }));
    expect(await within(drawer).findByDisplayValue("product_id")).toBeTruthy();
    fireEvent.change(within(drawer).getByLabelText("中文名"), { target: { value: "看商品" } });
    fireEvent.click(within(drawer).getByRole("button", { name: /保\s?存/ }));
    await screen.findByText("事件已保存。");
    const saved = asked.find((one) => one.method === "PUT")?.body as Detail["event"];
    expect(saved.label_zh).toBe("看商品");
    expect(saved.properties?.map((one) => one.key)).toEqual(["product_id"]);
  });

  it("shows a refusal", async () => {
    renderPage(<CataloguePage />, {
      "GET /api/v1/events/catalogue": () =>
        refuse({ status: 403, code: "forbidden", detail: "您的角色不能看事件。" }),
    });
    expect(await screen.findByText("您的角色不能看事件。")).toBeTruthy();
  });
});

describe("tracking plan", () => {
  it("teaches when nothing breaks it", async () => {
    renderPage(<PlanPage />, {
      "GET /api/v1/events/plan": () => PLAN,
      "GET /api/v1/events/plan/violations": () => ({ days: [], items: [] }),
      "GET /api/v1/write-keys": () => pageOf([]),
    });
    expect(await screen.findByText("没有不符合计划的事件")).toBeTruthy();
    expect(screen.getByText("共登记 3 个")).toBeTruthy();
  });

  it("releases what waits in quarantine", async () => {
    const { asked } = renderPage(<PlanPage />, {
      "GET /api/v1/events/plan": () => PLAN,
      "GET /api/v1/events/plan/violations": () => ({ days: [], items: [] }),
      "GET /api/v1/write-keys": () => pageOf([]),
      "GET /api/v1/events/quarantine": () => pageOf([HELD]),
      "POST /api/v1/events/quarantine/decisions": () => ({ done: 1 }),
    });
    fireEvent.click(await screen.findByRole("tab", { name: "隔离区 1" }));
    expect(await screen.findByText("类型不对 · price")).toBeTruthy();
    fireEvent.click(screen.getAllByRole("checkbox").at(-1) as HTMLElement);
    fireEvent.click(await screen.findByRole("button", { name: /放\s?行/ }));
    await screen.findByText("已放行 1 条，几秒内可查询。");
    expect(asked.find((one) => one.method === "POST")?.body).toEqual({
      events: ["evt_1"],
      decision: "release",
    });
  });

  it("says reasons in words", () => {
    expect(reasonWords("plan_missing:lines[].id")).toBe("缺少必填属性 · lines[].id");
    expect(reasonWords("odd")).toBe("odd");
  });
});

describe("traffic quality", () => {
  const figures = { raw: 75, invalid: 60, suspect: 2, net: 15, rate: 0.8 };
  const routes = {
    "GET /api/v1/events/traffic": () => ({
      total: figures,
      parts: [{ ...figures, value: "web", label: "web" }],
      reasons: [{ reason: "click_flood", invalid: 60, suspect: 0 }],
      behind: 0,
    }),
    "GET /api/v1/events/traffic/events": () => pageOf([]),
  };

  it("shows raw, invalid and net with reasons, and opens the events", async () => {
    const { asked } = renderPage(<QualityPage />, routes);
    expect(await screen.findByText("点击刷量")).toBeTruthy();
    expect(screen.getAllByText("80.0%").length).toBeGreaterThan(0);
    fireEvent.click(screen.getByText("点击刷量"));
    expect(await screen.findByText("事件明细")).toBeTruthy();
    expect(asked.at(-1)?.query.get("reason")).toBe("click_flood");
  });

  it("puts an office on the list of own networks", async () => {
    const { asked } = renderPage(<QualityPage />, {
      ...routes,
      "GET /api/v1/events/catalogue": () => [],
      "GET /api/v1/events/traffic/ranges": () => pageOf([]),
      "GET /api/v1/events/traffic/settings": () => ({
        thresholds: { clicks: ["a"], views: ["b"], flood_z: 3.5 },
        defaults: { clicks: ["a"], views: ["b"], flood_z: 3.5 },
        cloud: { ranges: 46, read: "2026-11-25", sources: [] },
      }),
      "POST /api/v1/events/traffic/ranges": () => ({}),
    });
    fireEvent.click(await screen.findByRole("tab", { name: "规则与名单" }));
    fireEvent.change(await screen.findByLabelText("网段或地址"), { target: { value: "203.0.113.0/24" } });
    fireEvent.click(screen.getByRole("button", { name: /添\s?加/ }));
    await waitFor(() =>
      expect(asked.find((one) => one.method === "POST")?.body).toEqual({
        cidr: "203.0.113.0/24",
        kind: "staff",
        note: "",
      }),
    );
  });
});

import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Route, Routes } from "react-router";
import { describe, expect, it, vi } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import CanvasPage from "./CanvasPage";
import JourneysPage from "./list/JourneysPage";

// The canvas reads the zoom from the browser's matrix, which jsdom lacks.
vi.stubGlobal(
  "DOMMatrixReadOnly",
  class {
    m22 = 1;
  },
);

const JOURNEY = {
  id: "jny_1",
  key: "welcome",
  name: "新客欢迎",
  description: "注册后欢迎",
  state: "live",
  revision: 3,
  version: 1,
  changed: false,
  health: "ok",
  created_at: "2026-11-01T00:00:00Z",
  updated_at: "2026-11-20T00:00:00Z",
  live_since: "2026-11-01T00:00:00Z",
  figures: {
    entered: 1528,
    active: 261,
    converted: 304,
    exited: 963,
    holdout: 160,
    conversion: 0.2,
    holdout_conversion: 0.194,
    lift: 0.006,
    verdict: "undecided",
  },
};
const DRAFT = {
  nodes: [
    {
      id: "enter",
      type: "segment_entry",
      label: "",
      x: 0,
      y: 0,
      segment: "seg_1",
      include_present: true,
      exit_on_leave: false,
      next: "out",
    },
    { id: "out", type: "exit", label: "未转化退出", x: 0, y: 116, reason: "no_order" },
  ],
  settings: { re_entry: { rule: "never", days: 30 }, holdout_percent: 0 },
};
const NAMES = {
  "GET /api/v1/segments": () => pageOf([{ id: "seg_1", name: "高价值客户", size: 43 }]),
  "GET /api/v1/templates": () => pageOf([]),
  "GET /api/v1/events/names": () => [],
  "GET /api/v1/contact-policy": () => ({ quiet_hours: null }),
  "GET /api/v1/segments/vocabulary": () => ({ segments: [], events: [], traits: [], tags: [] }),
};

describe("list", () => {
  it("shows people inside, conversions of both arms, lift and verdict", async () => {
    renderPage(<JourneysPage />, { ...NAMES, "GET /api/v1/journeys": () => pageOf([JOURNEY]) });
    expect(await screen.findByText("新客欢迎")).toBeDefined();
    for (const words of ["261", "20.0%", "19.4%", "+0.6pp", "无法判断", "v1 运行中", "正常"])
      expect(screen.getByText(words)).toBeDefined();
  });

  it("opens the people behind a number", async () => {
    const { asked } = renderPage(<JourneysPage />, {
      ...NAMES,
      "GET /api/v1/journeys": () => pageOf([JOURNEY]),
      "GET /api/v1/journeys/jny_1/enrolments": () => pageOf([]),
    });
    await userEvent.click(await screen.findByText("261"));
    expect(await screen.findByText("新客欢迎 · 在途")).toBeDefined();
    await waitFor(() => {
      const last = asked.find((one) => one.path.endsWith("/enrolments"));
      expect(last?.query.get("state")).toBe("active");
    });
  });

  it("teaches when there is none, and says why when refused", async () => {
    renderPage(<JourneysPage />, { ...NAMES, "GET /api/v1/journeys": () => pageOf([]) });
    expect(await screen.findByText("还没有旅程")).toBeDefined();
    renderPage(<JourneysPage />, {
      ...NAMES,
      "GET /api/v1/journeys": () =>
        refuse({ status: 403, code: "forbidden", detail: "您没有查看旅程的权限。" }),
    });
    expect(await screen.findByText("您没有查看旅程的权限。")).toBeDefined();
  });

  it("offers a journey from the segment in the address", async () => {
    renderPage(
      <JourneysPage />,
      { ...NAMES, "GET /api/v1/journeys": () => pageOf([]) },
      { at: "/journeys?segment=seg_1" },
    );
    expect(await screen.findByDisplayValue("高价值客户 · 旅程")).toBeDefined();
  });
});

describe("canvas", () => {
  const routes = {
    ...NAMES,
    "GET /api/v1/journeys/jny_1": () => ({
      ...JOURNEY,
      state: "draft",
      version: null,
      figures: null,
      draft: DRAFT,
    }),
    "GET /api/v1/journeys/jny_1/report": () => refuse({ status: 404, code: "none", detail: "none" }),
    "POST /api/v1/journeys/jny_1/validate": () => ({
      errors: [],
      warnings: [
        { level: "warning", code: "no_goal", node: "", params: {}, text: "没有目标，就看不到转化。" },
      ],
    }),
  };
  const page = (
    <Routes>
      <Route path="/journeys/:id" element={<CanvasPage />} />
    </Routes>
  );

  it("lists findings and saves a changed name on its revision", async () => {
    const { asked } = renderPage(
      page,
      {
        ...routes,
        "PATCH /api/v1/journeys/jny_1/draft": () => ({ ...JOURNEY, revision: 4, draft: DRAFT }),
      },
      { at: "/journeys/jny_1" },
    );
    expect(await screen.findByText("校验：0 错误，1 条提醒")).toBeDefined();
    await userEvent.click(screen.getByRole("tab", { name: "设置" }));
    await userEvent.type(screen.getByLabelText("名称"), "2");
    await waitFor(() => expect(asked.some((one) => one.method === "PATCH")).toBe(true), { timeout: 4000 });
    expect(asked.find((one) => one.method === "PATCH")?.body).toMatchObject({
      revision: 3,
      name: "新客欢迎2",
    });
    expect(await screen.findByText("已保存")).toBeDefined();
  });

  it("offers the newest draft when somebody else changed it", async () => {
    renderPage(
      page,
      {
        ...routes,
        "PATCH /api/v1/journeys/jny_1/draft": () =>
          refuse({ status: 409, code: "journey_changed", detail: "别人刚刚改过这个草稿。" }),
      },
      { at: "/journeys/jny_1" },
    );
    await userEvent.click(await screen.findByRole("tab", { name: "设置" }));
    await userEvent.type(screen.getByLabelText("名称"), "2");
    expect(await screen.findByText("别人刚刚改过这个草稿。")).toBeDefined();
    expect(screen.getByRole("button", { name: "载入最新草稿" })).toBeDefined();
  });
});

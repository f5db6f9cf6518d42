import { fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import OperationsPage from "./OperationsPage";

const RULE = {
  id: "ret_1",
  pattern: "category:browse",
  days: 90,
  includes_orders: false,
  applied_before: null,
};
const EMPTY = {
  "GET /api/v1/operations/health": () => [],
  "GET /api/v1/operations/runs": () => pageOf([]),
  "GET /api/v1/operations/archives": () => [],
  "GET /api/v1/operations/retention": () => ({ rules: [], log_days: null, protected: [], categories: [] }),
};

describe("operations", () => {
  it("teaches while there is nothing", async () => {
    renderPage(<OperationsPage />, EMPTY);
    for (const words of ["一切正常", "没有保留规则，事件一直保留", "还没有归档", "还没有运行记录"])
      expect(await screen.findByText(words)).toBeTruthy();
    expect(screen.getByText("事件日志一直保留")).toBeTruthy();
  });

  it("names what is wrong and what to do", async () => {
    renderPage(<OperationsPage />, {
      ...EMPTY,
      "GET /api/v1/operations/health": () => [
        { code: "disk_full", what: "磁盘只剩 1 GB", do: "腾出空间。", hint: false },
      ],
    });
    expect(await screen.findByText("磁盘只剩 1 GB")).toBeTruthy();
    expect(screen.getByText("腾出空间。")).toBeTruthy();
  });

  it("shows what would go, and a refused rule at its field", async () => {
    renderPage(<OperationsPage />, {
      ...EMPTY,
      "GET /api/v1/operations/retention": () => ({
        rules: [RULE],
        log_days: 400,
        protected: [],
        categories: [],
      }),
      "GET /api/v1/operations/retention/preview": () => ({
        events: 1200,
        parts: [{ name: "page_viewed", label: "浏览页面", month: "2025-01", events: 1200 }],
        log_segments: 0,
        log_events: 0,
        log_bytes: 0,
      }),
      "POST /api/v1/operations/retention/rules": () =>
        refuse({
          status: 422,
          code: "retention_orders_protected",
          detail: "订单事件默认不清理。",
          fields: { pattern: "x" },
        }),
    });
    expect(await screen.findByText("category:browse")).toBeTruthy();
    expect(screen.getByText("事件日志保留 400 天")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "预览清理" }));
    const drawer = await screen.findByRole("dialog");
    expect(await within(drawer).findByText("浏览页面")).toBeTruthy();
    expect(within(drawer).getByText("2025-01")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "新增规则" }));
    fireEvent.change(await screen.findByLabelText("事件"), { target: { value: "order_paid" } });
    fireEvent.click(screen.getByRole("button", { name: "保存" }));
    expect(await screen.findByText("订单事件默认不清理。")).toBeTruthy();
  });

  it("says what runs did", async () => {
    renderPage(<OperationsPage />, {
      ...EMPTY,
      "GET /api/v1/operations/runs": () =>
        pageOf([
          {
            id: "job_1",
            name: "events.replay",
            state: "done",
            done: 1,
            total: 1,
            note: "",
            error: "",
            result: { read: 4321, restored: 0 },
            created_at: "2026-11-20T02:00:00Z",
            finished_at: "2026-11-20T02:00:00Z",
          },
        ]),
    });
    expect(await screen.findByText("读取日志 4,321，找回 0")).toBeTruthy();
  });
});

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { describe, expect, it } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import type { Delivery, HookDetail, HookDraft } from "./api";
import { bodyOf, newDraft, newEvent } from "./draft";
import HookPage from "./HookPage";
import HooksPage from "./HooksPage";
import { pathsIn, pathsWithin } from "./paths";
import { translationOf, wordsOfTranslation } from "./translation";

const HOOK: HookDetail = {
  id: "hok_1",
  name: "erp",
  active: true,
  url: "https://x/v1/hooks/hk_secret",
  check: {
    kind: "hmac",
    header: "X-Sign",
    prefix: "",
    encoding: "hex",
    timestamp_header: "",
    tolerance_s: 300,
  },
  has_secret: true,
  delivery_header: "",
  mapping: { events: [{ kind: "track", event: { constant: "Order Completed" } }] },
  sample: '{"id": 1}',
};
const WAITING: Delivery = {
  id: "hkd_1",
  state: "waiting",
  error: "events.0.event：没有值",
  place: "events.0.event",
  events: 0,
  size: 10,
  attempts: 2,
  received_at: "2026-11-20T02:00:00Z",
  last_at: "2026-11-20T02:00:00Z",
};
const TRIED = {
  kind: "track",
  name: "order_paid",
  label: "订单支付",
  identifiers: { user_id: "10001" },
  timestamp: null,
  message_id: "m",
  properties: { total: 399 },
  traits: {},
};
const page = (
  <Routes>
    <Route path="/webhooks/:id" element={<HookPage />} />
  </Routes>
);
const common = {
  "GET /api/v1/events/names": () => [],
  "POST /api/v1/hooks/trial": () => ({ events: [TRIED], error: "", place: "" }),
  "GET /api/v1/hooks/hok_1": () => HOOK,
};

describe("webhooks", () => {
  it("are listed with what waits; the empty list teaches; a refusal is shown", async () => {
    const row = {
      id: "hok_1",
      name: "erp",
      active: true,
      check: "hmac",
      waiting: 3,
      taken: 1200,
      last_at: null,
      created_at: "2026-11-20T02:00:00Z",
    };
    const { unmount } = renderPage(<HooksPage />, { "GET /api/v1/hooks": () => pageOf([row]) });
    expect(await screen.findByText("有待处理")).toBeTruthy();
    expect(screen.getByText("1,200")).toBeTruthy();
    unmount();
    const empty = renderPage(<HooksPage />, { "GET /api/v1/hooks": () => pageOf([]) });
    expect(await screen.findByText("还没有 Webhook")).toBeTruthy();
    empty.unmount();
    renderPage(<HooksPage />, {
      "GET /api/v1/hooks": () => refuse({ status: 403, code: "forbidden", detail: "您不能看。" }),
    });
    expect(await screen.findByText("您不能看。")).toBeTruthy();
  });

  it("begin with a mapping that fits its sample, show what it gives, and are saved", async () => {
    const { asked } = renderPage(
      page,
      { ...common, "POST /api/v1/hooks": () => HOOK },
      { at: "/webhooks/new" },
    );
    expect(await screen.findByText("订单支付", {}, { timeout: 3_000 })).toBeTruthy();
    const tried = asked.find((one) => one.path === "/api/v1/hooks/trial")?.body as { payload: string };
    expect(JSON.parse(tried.payload).type).toBe("trade.paid");
    fireEvent.change(screen.getByLabelText("名称"), { target: { value: "erp" } });
    fireEvent.click(screen.getByRole("button", { name: /保\s*存/ }));
    await waitFor(() => expect(asked.some((one) => one.path === "/api/v1/hooks")).toBe(true));
    const saved = asked.find((one) => one.path === "/api/v1/hooks")?.body as HookDraft;
    expect(saved.name).toBe("erp");
    expect(saved.mapping.events[0]?.identifiers).toEqual([{ name: "user_id", path: "buyer.user_no" }]);
  });

  it("say what is wrong with a mapping and with the form", async () => {
    renderPage(
      page,
      {
        ...common,
        "POST /api/v1/hooks/trial": () => ({ events: [], error: "identifiers：找不到标识", place: "x" }),
        "POST /api/v1/hooks": () =>
          refuse({ status: 422, code: "x", detail: "名称写错了。", fields: { name: "x" } }),
      },
      { at: "/webhooks/new" },
    );
    expect(await screen.findByText("identifiers：找不到标识", {}, { timeout: 3_000 })).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: /保\s*存/ }));
    expect((await screen.findAllByText("名称写错了。")).length).toBeGreaterThan(0);
  });

  it("show what waits, open its payload and replay it", async () => {
    const { asked } = renderPage(
      page,
      {
        ...common,
        "GET /api/v1/hooks/hok_1/deliveries": () => pageOf([WAITING]),
        "GET /api/v1/hooks/hok_1/deliveries/hkd_1/payload": () => ({ body: '{"a": 7}', headers: {} }),
        "POST /api/v1/hooks/hok_1/replay": () => ({ taken: 1, failed: 0, events: 1 }),
      },
      { at: "/webhooks/hok_1" },
    );
    expect(await screen.findByText(/hk_secret/)).toBeTruthy();
    fireEvent.click(screen.getByRole("tab", { name: "接收记录" }));
    expect(await screen.findByText("events.0.event：没有值")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: /原\s*文/ }));
    const drawer = await screen.findByRole("dialog");
    expect(await within(drawer).findByText(/"a"/)).toBeTruthy();
    fireEvent.click(within(drawer).getByRole("button", { name: "用作示例" }));
    expect(((await screen.findByLabelText("示例内容")) as HTMLTextAreaElement).value).toBe('{"a": 7}');
    fireEvent.click(screen.getByRole("tab", { name: "接收记录" }));
    fireEvent.click(await screen.findByRole("button", { name: /^重\s*放$/ }));
    await waitFor(() =>
      expect(asked.find((one) => one.path.endsWith("/replay"))?.body).toEqual({ deliveries: ["hkd_1"] }),
    );
  });
});

describe("writing a mapping", () => {
  it("offers the paths of a sample, within a list those of its elements first", () => {
    const all = pathsIn('{"a": {"b c": 1}, "lines": [{"sku": "X"}], "none": null}');
    expect(all.map((one) => [one.path, one.shown])).toEqual([
      ['a["b c"]', "1"],
      ["lines", "[1]"],
      ["lines[0].sku", "X"],
      ["none", "null"],
    ]);
    expect(pathsWithin(all, "lines").map((one) => one.path)).toEqual(["@.sku", 'a["b c"]', "lines", "none"]);
    expect(pathsIn("{")).toEqual([]);
  });

  it("reads and writes translations", () => {
    expect(translationOf("1=已付; 2=a=b；3")).toEqual({ 1: "已付", 2: "a=b", 3: null });
    expect(wordsOfTranslation({ x: "y", z: null })).toBe("x=y;z");
  });

  it("leaves out rows that nobody filled, and keeps the secret that is not typed again", () => {
    const event = {
      ...newEvent(),
      properties: [{ name: "", path: "a" }],
      traits: [{ name: "city", path: "c" }],
    };
    const body = bodyOf({ ...newDraft(), events: [event, { ...event, kind: "identify" }] });
    expect(body.secret).toBeNull();
    expect(body.mapping.events.map((one) => [one.identifiers, one.properties, one.traits])).toEqual([
      [[], [], []],
      [[], [], [{ name: "city", path: "c" }]],
    ]);
  });
});

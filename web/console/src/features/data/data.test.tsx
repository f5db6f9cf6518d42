import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import type { EventName, LiveEvent, WriteKey } from "./api";
import WriteKeysPage from "./keys/WriteKeysPage";
import LivePage from "./live/LivePage";
import { hintOf } from "./live/words";
import PipelinePage from "./pipeline/PipelinePage";

const EVENT: LiveEvent = {
  id: "evt_1",
  seq: 7,
  name: "product_viewed",
  label: "浏览商品",
  kind: "track",
  profile: "pro_1",
  time: "2026-11-20T02:00:00Z",
  received: "2026-11-20T02:00:01Z",
  source: "mall",
  quality: "suspect",
  reasons: ["amount_not_minor"],
  columns: { product_id: "YL-001", session_id: "s1" },
  properties: { utm_source: "douyin" },
  traits: {},
  context: {},
};
const NAME: EventName = {
  name: "product_viewed",
  label: "浏览商品",
  segment_name: "Product Viewed",
  standard: true,
  count: 5402,
  last_seen: "2026-11-20T02:00:00Z",
};
const KEY: WriteKey = {
  id: "wky_1",
  name: "mall",
  kind: "server",
  prefix: "wks_abcd",
  key: null,
  created_at: "2026-11-20T02:00:00Z",
  revoked_at: null,
  last_used_at: null,
};

describe("live events", () => {
  it("shows what came in, and all of one event", async () => {
    const { asked } = renderPage(<LivePage />, {
      "GET /api/v1/events/recent": ({ query }) =>
        query.get("after_seq") === "8"
          ? { items: [], last_seq: 8 }
          : query.has("after_seq")
            ? { items: [{ ...EVENT, seq: 8, id: "evt_2", label: "支付订单" }], last_seq: 8 }
            : { items: [EVENT], last_seq: 7 },
      "GET /api/v1/events/names": () => [NAME],
    });
    expect(await screen.findByText("支付订单")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "暂停" }));
    const live = asked.filter((one) => one.path === "/api/v1/events/recent");
    expect(live[0]?.query.has("after_seq")).toBe(false);
    expect(live[1]?.query.get("after_seq")).toBe("7");
    fireEvent.click(screen.getByRole("button", { name: "浏览商品" }));
    const drawer = await screen.findByRole("dialog");
    expect(within(drawer).getByText("金额不是以分为单位的整数")).toBeTruthy();
  });

  it("shows a refusal", async () => {
    renderPage(<LivePage />, {
      "GET /api/v1/events/recent": () =>
        refuse({ status: 403, code: "forbidden", detail: "您的角色不能看事件。" }),
      "GET /api/v1/events/names": () => [],
    });
    expect(await screen.findByText("您的角色不能看事件。")).toBeTruthy();
  });

  it("says in a line what an event is about", () => {
    expect(hintOf(EVENT)).toBe("商品 YL-001 · 来源渠道 douyin");
  });
});

describe("write keys", () => {
  it("shows a server's key once, with code", async () => {
    renderPage(<WriteKeysPage />, {
      "GET /api/v1/write-keys": () => pageOf([]),
      "POST /api/v1/write-keys": () => ({ ...KEY, key: "wks_abcdef123" }),
    });
    await screen.findByText("还没有来源");
    fireEvent.click(screen.getAllByRole("button", { name: "新建来源" })[0] as HTMLElement);
    fireEvent.change(await screen.findByLabelText("来源名称"), { target: { value: "mall" } });
    fireEvent.click(screen.getByRole("button", { name: "生成密钥" }));
    expect(((await screen.findByLabelText("密钥")) as HTMLInputElement).value).toBe("wks_abcdef123");
    expect(screen.getByText(/write_key = "wks_abcdef123"/)).toBeTruthy();
  });
});

describe("pipeline", () => {
  const status = { events: 9, log_seq: 9, store_seq: 9, lag: 0 };

  it("says that all is well", async () => {
    renderPage(<PipelinePage />, {
      "GET /api/v1/events/status": () => ({
        ...status,
        consumers: [{ name: "segments", seq: 9, lag: 0, failures: 0, error: "" }],
      }),
    });
    expect(await screen.findByText(/一切正常/)).toBeTruthy();
    expect(screen.getByText("跟上")).toBeTruthy();
  });

  it("names the consumer that fails and its error", async () => {
    renderPage(<PipelinePage />, {
      "GET /api/v1/events/status": () => ({
        ...status,
        consumers: [{ name: "segments", seq: 2, lag: 7, failures: 4, error: "boom" }],
      }),
    });
    await waitFor(() => expect(screen.getByText("1 个消费者出错，正在重试，详情见下。")).toBeTruthy());
    expect(screen.getByText("boom")).toBeTruthy();
    expect(screen.getByText("出错")).toBeTruthy();
  });
});

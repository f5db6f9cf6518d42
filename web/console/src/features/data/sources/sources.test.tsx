import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { pageOf, refuse, renderPage } from "@/testing/render";
import type { WriteKey } from "../api";
import SourcesPage from "./SourcesPage";
import { DEFAULTS, installCode, usageCode } from "./snippets";

const WEB: WriteKey = {
  id: "wky_1",
  name: "mall",
  kind: "browser",
  prefix: "wkb_abcd",
  key: "wkb_abcdef123",
  created_at: "2026-11-20T02:00:00Z",
  revoked_at: null,
  last_used_at: null,
};
const SERVER: WriteKey = { ...WEB, id: "wky_2", name: "erp", kind: "server", prefix: "wks_abcd", key: null };
const EVENT = {
  id: "evt_1",
  seq: 7,
  label: "浏览页面",
  kind: "page",
  quality: "valid",
  received: "2026-11-20T02:00:01Z",
};
const nothing = () => ({ items: [], last_seq: 0 });
const codes = () => [...document.querySelectorAll("pre")].map((one) => one.textContent ?? "");

describe("connecting", () => {
  it("gives the code of a site with the chosen options, and waits for its first event", async () => {
    let events: object[] = [];
    const { asked } = renderPage(<SourcesPage />, {
      "GET /api/v1/write-keys": () => pageOf([WEB, SERVER]),
      "GET /api/v1/events/recent": () => ({ items: events, last_seq: 7 }),
    });
    expect(await screen.findByText("正在等这个来源的第一条事件…")).toBeTruthy();
    expect(codes()[0]).toContain('marketloop.load("wkb_abcdef123");');
    fireEvent.click(screen.getByLabelText(/先等用户决定/));
    fireEvent.click(screen.getByRole("switch", { name: "不在设备上存任何东西" }));
    expect(codes()[0]).toContain('{ consent: "pending", cookieless: true }');
    expect(codes()[1]).toContain('marketloop.consent("granted")');
    events = [EVENT];
    await waitFor(() => expect(screen.getByText("浏览页面")).toBeTruthy(), { timeout: 4_000 });
    expect(screen.getByText("已接通，最近的事件")).toBeTruthy();
    expect(asked.find((one) => one.path === "/api/v1/events/recent")?.query.get("source")).toBe("mall");
  });

  it("offers a server's clients, and says that its key is not shown again", async () => {
    renderPage(
      <SourcesPage />,
      { "GET /api/v1/write-keys": () => pageOf([WEB, SERVER]), "GET /api/v1/events/recent": nothing },
      { at: "/?source=wky_2" },
    );
    expect(await screen.findByText(/服务器密钥只在建立时显示一次/)).toBeTruthy();
    expect(screen.queryByText("网站")).toBeNull();
    fireEvent.click(screen.getByText("Node.js"));
    expect(codes()[0]).toContain('writeKey: "wks_abcd…"');
  });

  it("shows a server's key right after it was made", async () => {
    renderPage(<SourcesPage />, {
      "GET /api/v1/write-keys": () => pageOf([WEB]),
      "POST /api/v1/write-keys": () => ({ ...SERVER, key: "wks_clear_key" }),
      "GET /api/v1/events/recent": nothing,
    });
    fireEvent.click(await screen.findByRole("button", { name: "新建来源" }));
    fireEvent.change(await screen.findByLabelText("来源名称"), { target: { value: "erp" } });
    fireEvent.click(screen.getByRole("button", { name: "生成密钥" }));
    await waitFor(() => expect(codes()[0]).toContain('analytics.write_key = "wks_clear_key"'));
  });

  it("teaches when there is no source, and shows a refusal", async () => {
    const { unmount } = renderPage(<SourcesPage />, { "GET /api/v1/write-keys": () => pageOf([]) });
    expect(await screen.findByText("还没有来源")).toBeTruthy();
    unmount();
    renderPage(<SourcesPage />, {
      "GET /api/v1/write-keys": () => refuse({ status: 403, code: "forbidden", detail: "您不能看密钥。" }),
    });
    expect(await screen.findByText("您不能看密钥。")).toBeTruthy();
  });
});

describe("code", () => {
  it("is ready for each platform", () => {
    const code = (platform: Parameters<typeof installCode>[0]) => installCode(platform, "k", "https://x");
    expect(code("web")).toMatch(
      /^<script>\n!function.*"https:\/\/x\/sdk\/v1\/marketloop\.js"\);\nmarketloop\.load\("k"\);/,
    );
    expect(code("web")).not.toContain("__SCRIPT__");
    expect(code("miniprogram")).toContain('marketloop.load("k", { host: "https://x" });');
    expect(code("python")).toContain('analytics.host = "https://x"');
    expect(code("node")).toContain('writeKey: "k"');
    expect(code("curl")).toContain("curl https://x/v1/track");
    const usage = usageCode("web", { ...DEFAULTS, autoPage: false }, (call) => call);
    expect(usage).toContain("// page\nmarketloop.page();");
    expect(usage).toContain('// denied\nmarketloop.consent("denied");');
    expect(usageCode("curl", DEFAULTS, String)).toBe("");
  });
});

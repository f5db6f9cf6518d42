import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MarketLoop } from "../core/api";
import { Emulator } from "./emulator";
import { arrivalOf } from "./platform";

const LAUNCH: EnterOptions = {
  path: "pages/index/index",
  query: { utm_source: "moments", utm_campaign: "d11", gdt_vid: "wx0click" },
  scene: 1045,
};
const OPTIONS = { host: "https://data.example.com" };
const registering = { route: "" };

/** A mini program with two pages, the module loaded before them as app.js does. */
async function start(emulator: Emulator, options: object = OPTIONS): Promise<MarketLoop> {
  emulator.install(registering);
  vi.resetModules();
  const { default: marketloop } = (await import("./main")) as { default: MarketLoop };
  marketloop.load("wkb_mini", options);
  registering.route = "pages/index/index";
  Page({ data: { own: 1 } });
  registering.route = "pages/product/index";
  Page({
    onLoad(query) {
      Object.assign(this, { loaded: query });
    },
    onShow() {
      Object.assign(this, { shown: true });
      return "kept";
    },
  });
  return marketloop;
}

const names = (emulator: Emulator) =>
  emulator.messages().map((one) => one.event ?? `${one.type} ${one.name}`);
const quiet = () => vi.advanceTimersByTimeAsync(1_000);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a mini program", () => {
  it("tells of its opening and of every screen, with what brought the visitor", async () => {
    const emulator = new Emulator(LAUNCH);
    await start(emulator);
    emulator.show(LAUNCH);
    emulator.open("pages/index/index");
    const page = emulator.open("pages/product/index", { id: "YL-001" });
    await quiet();
    expect(names(emulator)).toEqual([
      "Application Opened",
      "screen pages/index/index",
      "screen pages/product/index",
    ]);
    expect(page).toMatchObject({ loaded: { id: "YL-001" }, shown: true });
    const [opened, , second] = emulator.messages();
    expect(emulator.arrived[0]?.writeKey).toBe("wkb_mini");
    expect(opened?.properties).toEqual({ from_background: false, path: "pages/index/index", scene: 1045 });
    expect(second?.properties).toEqual({
      path: "pages/product/index",
      query: { id: "YL-001" },
      referrer: "pages/index/index",
    });
    expect(second?.anonymousId).toBe(opened?.anonymousId);
    expect(second?.context).toEqual({
      app: { name: "wx1234567890abcdef", version: "1.2.3", namespace: "wechat", build: "8.0.50" },
      device: { type: "mobile", manufacturer: "HUAWEI", model: "Mate 60" },
      os: { name: "Android", version: "14" },
      locale: "zh_CN",
      screen: { width: 393, height: 852, density: 3 },
      scene: 1045,
      sessionId: opened?.context.sessionId,
      campaign: { source: "moments", name: "d11" },
      clickIds: { gdt_vid: "wx0click" },
      consent: { status: "granted" },
      library: { name: "marketloop-wechat", version: "1" },
    });
  });

  it("sends what the background cut off, once, when it is shown again", async () => {
    const emulator = new Emulator(LAUNCH);
    const marketloop = await start(emulator);
    await quiet();
    marketloop.track("Product Viewed", { product_id: "A" });
    emulator.hide();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(names(emulator)).toEqual(["Application Opened"]);
    emulator.show({ path: "pages/product/index", query: {}, scene: 1007 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(names(emulator)).toEqual([
      "Application Opened",
      "Product Viewed",
      "Application Backgrounded",
      "Application Opened",
    ]);
    expect(emulator.messages()[3]?.properties).toMatchObject({ from_background: true, scene: 1007 });
    expect([...emulator.storage.keys()].sort()).toEqual(["ml.aid", "ml.session"]);
  });

  it("sends at the next launch what the last one could not", async () => {
    const emulator = new Emulator(LAUNCH);
    const marketloop = await start(emulator);
    await quiet();
    emulator.connect(false);
    marketloop.track("Cart Viewed");
    await quiet();
    emulator.hide();
    vi.clearAllTimers();
    emulator.status = 200;
    emulator.foreground = true;
    await start(emulator);
    await quiet();
    expect(names(emulator)).toEqual([
      "Application Opened",
      "Cart Viewed",
      "Application Backgrounded",
      "Application Opened",
    ]);
    expect(new Set(emulator.messages().map((one) => one.anonymousId)).size).toBe(1);
  });

  it("sends at once when the network is back", async () => {
    const emulator = new Emulator(LAUNCH);
    const marketloop = await start(emulator);
    emulator.connect(false);
    await vi.advanceTimersByTimeAsync(100_000);
    emulator.connect(true);
    await vi.advanceTimersByTimeAsync(20);
    expect(names(emulator)).toEqual(["Application Opened"]);
    marketloop.identify("u1", {}, { context: { externalIds: [{ type: "openid", id: "o1" }] } });
    await quiet();
    expect(emulator.messages()[1]).toMatchObject({
      userId: "u1",
      context: { externalIds: [{ type: "openid", id: "o1" }] },
    });
  });

  it("counts pages that are components, and leaves other components alone", async () => {
    const emulator = new Emulator(LAUNCH);
    await start(emulator);
    registering.route = "pages/mine/index";
    Component({ methods: { onShow: () => undefined } });
    registering.route = "components/card";
    const card = { methods: { tap: () => undefined } };
    Component(card);
    emulator.open("pages/mine/index");
    emulator.open("components/card");
    await quiet();
    expect(names(emulator)).toEqual(["Application Opened", "screen pages/mine/index"]);
    expect(Object.keys(card.methods)).toEqual(["tap"]);
  });

  it("keeps and sends nothing before consent; screens can be left to the page", async () => {
    const emulator = new Emulator(LAUNCH);
    const marketloop = await start(emulator, { ...OPTIONS, consent: "pending", autoPage: false });
    emulator.open("pages/index/index");
    marketloop.screen("Home");
    await quiet();
    expect([emulator.arrived.length, emulator.storage.size]).toEqual([0, 0]);
    marketloop.consent("granted");
    await quiet();
    expect(names(emulator)).toEqual(["screen Home"]);
  });

  it("goes on without an address, and on a platform that refuses", async () => {
    const emulator = new Emulator(LAUNCH);
    const marketloop = await start(emulator, {});
    expect(marketloop.track("x")).toBe(marketloop);
    expect(emulator.open("pages/product/index")).toMatchObject({ shown: true });
    const full = new Emulator(LAUNCH);
    await start(full);
    wx.setStorageSync = () => {
      throw new Error("setStorageSync:fail exceed storage max size 10Mb");
    };
    emulator.open("pages/index/index");
    await quiet();
    expect(names(full)).toEqual(["Application Opened"]);
  });
});

describe("what brought the visitor", () => {
  it.each([
    [{ query: { utm_source: "a" }, scene: 1001 }, { utm_source: "a" }],
    [{ scene: 1047 }, { utm_source: "wechat_scene_1047", utm_medium: "miniprogram" }],
    [
      { query: { scene: "utm_source%3Dstore%26utm_content%3Dt9" }, scene: 1047 },
      { scene: "utm_source%3Dstore%26utm_content%3Dt9", utm_source: "store", utm_content: "t9" },
    ],
    [
      { query: { q: encodeURIComponent("https://s.example/x?utm_source=poster&qz_gdt=9") } },
      {
        q: encodeURIComponent("https://s.example/x?utm_source=poster&qz_gdt=9"),
        utm_source: "poster",
        qz_gdt: "9",
      },
    ],
    [{}, {}],
  ])("%j", (options, expected) => {
    expect(arrivalOf(options)).toEqual(expected);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TestPlatform } from "../testing";
import { type MarketLoop, makeApi } from "./api";
import { Client } from "./client";
import type { Message, Options } from "./types";

function load(platform: TestPlatform, options: Options = {}): MarketLoop {
  return makeApi((key, given) => new Client(platform, key, given)).load("key", options);
}

/** All that has come in once the page has been quiet for a second. */
async function arrived(platform: TestPlatform): Promise<Message[]> {
  await vi.advanceTimersByTimeAsync(1_000);
  return platform.messages();
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 2, 3, 4, 5) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("messages", () => {
  it("are what the collector reads", async () => {
    const platform = new TestPlatform();
    platform.query = { utm_source: "douyin", utm_campaign: "double11", gclid: "g1", other: "x" };
    const api = load(platform);
    api.track("Product Viewed", { product_id: "p1" }, { context: { page: { title: "T" } }, messageId: "m1" });
    const [sent] = await arrived(platform);
    const anonymousId = api.user()?.anonymousId;
    expect(anonymousId).toMatch(/^[0-9a-f]{32}$/);
    expect(sent).toEqual({
      type: "track",
      messageId: "m1",
      timestamp: "2026-01-02T03:04:05.000Z",
      anonymousId,
      event: "Product Viewed",
      properties: { product_id: "p1" },
      context: {
        page: { path: "/p", title: "T" },
        sessionId: expect.stringMatching(/^[0-9a-f]{32}$/),
        campaign: { source: "douyin", name: "double11" },
        clickIds: { gclid: "g1" },
        consent: { status: "granted" },
        library: { name: "test", version: "1" },
      },
    });
  });

  it("carry who is known", async () => {
    const platform = new TestPlatform();
    const api = load(platform);
    const visitor = api.user()?.anonymousId;
    api.identify(7, { email: "a@b.example" }).identify({ plan: "gold" });
    api.group("g1", { name: "Acme" }).alias("8").page("Start").page("Docs", "Intro", { depth: 2 });
    const sent = await arrived(platform);
    const brief = sent.map(({ messageId, timestamp, context, anonymousId, ...rest }) => rest);
    expect(new Set(sent.map((one) => one.anonymousId))).toEqual(new Set([visitor]));
    expect(brief).toEqual([
      { type: "identify", userId: "7", traits: { email: "a@b.example" } },
      { type: "identify", userId: "7", traits: { plan: "gold" } },
      { type: "group", userId: "7", groupId: "g1", traits: { name: "Acme" } },
      { type: "alias", userId: "8", previousId: visitor },
      { type: "page", userId: "8", name: "Start", properties: { path: "/p" } },
      { type: "page", userId: "8", category: "Docs", name: "Intro", properties: { path: "/p", depth: 2 } },
    ]);
  });

  it("tell two people at one device apart", async () => {
    const platform = new TestPlatform();
    const api = load(platform);
    api.track("a").identify("one").track("b").identify("two").track("c").reset();
    api.track("d");
    const sent = await arrived(platform);
    const visitors = [...new Set(sent.map((one) => one.anonymousId))];
    expect(sent.map((one) => [visitors.indexOf(one.anonymousId), one.userId])).toEqual([
      [0, undefined],
      [0, "one"],
      [0, "one"],
      [1, "two"],
      [1, "two"],
      [2, undefined],
    ]);
  });

  it("belong to a visit that ends after 30 idle minutes and keeps its origin", async () => {
    const platform = new TestPlatform();
    platform.query = { utm_source: "ad", fbclid: "f" };
    const api = load(platform);
    const visit = async () => {
      api.track("x");
      const { sessionId, campaign, clickIds } = (await arrived(platform)).at(-1)?.context ?? {};
      return { sessionId, campaign, clickIds };
    };
    const first = await visit();
    platform.query = {};
    await vi.advanceTimersByTimeAsync(29 * 60_000);
    expect(await visit()).toEqual(first);
    platform.query = { utm_source: "mail" };
    expect(await visit()).toEqual({ sessionId: first.sessionId, campaign: { source: "mail" } });
    platform.query = {};
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    const next = await visit();
    expect(next.sessionId).not.toBe(first.sessionId);
    expect(next.campaign).toBeUndefined();
  });
});

describe("consent", () => {
  it("denied: nothing is stored or sent", async () => {
    const platform = new TestPlatform();
    const api = load(platform, { consent: "denied" });
    api.track("a").identify("u").page().group("g").alias("v");
    expect(await arrived(platform)).toEqual([]);
    expect([...platform.stored]).toEqual([]);
    expect(api.user()).toEqual({ consent: "denied" });
  });

  it("pending: held in memory, sent once it is granted, under the times they happened at", async () => {
    const platform = new TestPlatform();
    const api = load(platform, { consent: "pending" });
    api.track("a");
    await vi.advanceTimersByTimeAsync(60_000);
    api.track("b");
    expect([await arrived(platform), [...platform.stored]]).toEqual([[], []]);
    api.consent("granted", { email: true });
    api.track("c");
    const sent = await arrived(platform);
    expect(sent.map((one) => [one.event, one.timestamp.slice(14, 19)])).toEqual([
      ["a", "04:05"],
      ["b", "05:05"],
      ["c", "05:06"],
    ]);
    for (const one of sent) {
      expect(one.context.consent).toEqual({ status: "granted", categoryPreferences: { email: true } });
    }
    expect(platform.stored.get("aid")).toBe(sent[0]?.anonymousId);
    load(platform, { consent: "pending" }).track("d");
    expect((await arrived(platform)).at(-1)?.event).toBe("d");
  });

  it("pending, then denied: nothing stays", async () => {
    const platform = new TestPlatform();
    const api = load(platform, { consent: "pending" });
    api.track("a").consent("denied").track("b");
    expect([await arrived(platform), [...platform.stored]]).toEqual([[], []]);
  });

  it("granted by default, then denied: only the no itself is kept, and holds on the next page", async () => {
    const platform = new TestPlatform();
    load(platform).track("a").consent("denied").track("b");
    expect([await arrived(platform), [...platform.stored]]).toEqual([
      [],
      [["consent", '{"status":"denied"}']],
    ]);
    const next = load(platform);
    next.track("c");
    expect(await arrived(platform)).toEqual([]);
    next.consent("granted").track("d");
    expect((await arrived(platform)).map((one) => one.event)).toEqual(["d"]);
  });

  it("a device that was known keeps its id for what was held", async () => {
    const platform = new TestPlatform();
    platform.stored.set("aid", "known-before");
    const api = load(platform, { consent: "pending" });
    api.track("a").consent("granted");
    expect((await arrived(platform))[0]?.anonymousId).toBe("known-before");
  });

  it("cookieless: sent, and nothing is stored", async () => {
    const platform = new TestPlatform();
    const api = load(platform, { cookieless: true });
    api.track("a").track("b");
    const [a, b] = await arrived(platform);
    expect(a?.anonymousId).toBe(b?.anonymousId);
    expect([...platform.stored]).toEqual([]);
  });
});

describe("the page", () => {
  it("may call before load, and load twice", async () => {
    const platform = new TestPlatform();
    const started = vi.fn((key: string, given: Options) => new Client(platform, key, given));
    const api = makeApi(started);
    api.track("early");
    api.load("key").load("other").track("late");
    expect((await arrived(platform)).map((one) => one.event)).toEqual(["early", "late"]);
    expect(started).toHaveBeenCalledTimes(1);
  });

  it("is never broken: odd words, circular data, a store and a network that throw", async () => {
    const platform = new TestPlatform();
    const api = load(platform);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    api
      .track("a", circle)
      .track("", {})
      .identify(null as never)
      .group(undefined as never)
      .alias({} as never);
    api.consent("perhaps" as never).track("big", { text: "x".repeat(40_000) });
    api.track("b", {}, { timestamp: "no time" });
    platform.post = () => {
      throw new Error("no network at all");
    };
    api.track("c");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(platform.stored.size).toBeGreaterThan(0);
    const broken = load({ ...platform, device: undefined } as never);
    expect(broken.track("x")).toBe(broken);
    expect(await broken.flush()).toBeUndefined();
  });
});

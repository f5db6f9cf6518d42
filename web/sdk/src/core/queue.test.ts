import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TestPlatform } from "../testing";
import { Queue } from "./queue";
import { sizeOf } from "./text";
import type { Message } from "./types";
import { Vault } from "./vault";

function make(platform: TestPlatform): Queue {
  const vault = new Vault(platform.device);
  vault.last();
  return new Queue(platform, vault, "https://x/v1/batch", "key", 500);
}

function message(id: string, filling = 0): Message {
  const context = { filling: "a".repeat(filling) };
  return { type: "track", messageId: id, timestamp: "t", anonymousId: "a", context };
}

const ids = (platform: TestPlatform) => platform.messages().map((one) => one.messageId);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("sending", () => {
  it("sends what comes together in one call, and forgets it", async () => {
    const platform = new TestPlatform();
    const queue = make(platform);
    queue.push(message("1"));
    queue.push(message("2"));
    expect(platform.stored.size).toBe(1);
    await vi.advanceTimersByTimeAsync(499);
    expect(platform.arrived).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(platform.arrived.map((one) => [one.writeKey, one.batch.length])).toEqual([["key", 2]]);
    expect(platform.stored.size).toBe(0);
  });

  it("keeps calls below 500 kB and events below 32 kB", async () => {
    const platform = new TestPlatform();
    const queue = make(platform);
    for (let at = 0; at < 30; at++) expect(queue.push(message(String(at), 30_000))).toBe(true);
    expect(queue.push(message("large", 33_000))).toBe(false);
    await queue.flush();
    expect(platform.arrived.length).toBe(2);
    for (const body of platform.arrived) expect(sizeOf(JSON.stringify(body))).toBeLessThan(500 * 1024);
    expect(ids(platform)).toEqual(Array.from({ length: 30 }, (_, at) => String(at)));
  });

  it("is bounded: the oldest go", async () => {
    const platform = new TestPlatform();
    platform.status = 0;
    const queue = make(platform);
    for (let at = 0; at < 600; at++) queue.push(message(String(at)));
    platform.status = 200;
    await queue.flush();
    expect(ids(platform)).toEqual(Array.from({ length: 500 }, (_, at) => String(at + 100)));
    const heavy = new TestPlatform();
    const other = make(heavy);
    for (let at = 0; at < 40; at++) other.push(message(String(at), 31_000));
    expect(sizeOf([...heavy.stored.values()].join(""))).toBeLessThan(1024 * 1024 + 2_000);
    await other.flush();
    expect(ids(heavy).at(-1)).toBe("39");
  });
});

describe("an outage", () => {
  it.each([0, 408, 429, 500, 503])(
    "tries again after %i, later each time, at most 5 minutes apart",
    async (status) => {
      const platform = new TestPlatform();
      const times: number[] = [];
      platform.status = () => {
        times.push(Date.now());
        return status;
      };
      make(platform).push(message("1"));
      await vi.advanceTimersByTimeAsync(3_600_000);
      const pauses = times.slice(1).map((at, place) => at - (times[place] ?? 0));
      pauses.forEach((pause, place) => {
        const longest = Math.min(1_000 * 2 ** place, 300_000);
        expect(pause).toBeGreaterThanOrEqual(Math.floor(longest / 2));
        expect(pause).toBeLessThanOrEqual(longest + 1);
      });
      expect(pauses.length).toBeGreaterThan(12);
      platform.status = 200;
      await vi.advanceTimersByTimeAsync(300_001);
      expect(ids(platform).at(-1)).toBe("1");
      expect(platform.stored.size).toBe(0);
    },
  );

  it.each([400, 401, 413])("gives up what is refused for good (%i)", async (status) => {
    const platform = new TestPlatform();
    platform.status = status;
    const queue = make(platform);
    queue.push(message("1"));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(platform.arrived.length).toBe(1);
    expect(platform.stored.size).toBe(0);
  });

  it("sends at once when the network is back", async () => {
    const platform = new TestPlatform();
    platform.status = 0;
    const queue = make(platform);
    queue.push(message("1"));
    await vi.advanceTimersByTimeAsync(60_000);
    platform.status = 200;
    queue.hurry();
    await vi.advanceTimersByTimeAsync(0);
    expect(ids(platform)).toEqual(["1"]);
  });

  it("keeps what comes while a call is under way", async () => {
    const platform = new TestPlatform();
    let answer: (status: number) => void = () => undefined;
    const post = platform.post.bind(platform);
    platform.post = async (url, body) => {
      await post(url, body);
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    const queue = make(platform);
    queue.push(message("1"));
    const flushed = queue.flush();
    queue.push(message("2"));
    await vi.advanceTimersByTimeAsync(0);
    answer(200);
    await vi.advanceTimersByTimeAsync(0);
    expect(ids(platform)).toEqual(["1", "2"]);
    answer(200);
    await flushed;
    expect(platform.stored.size).toBe(0);
  });
});

describe("leaving", () => {
  it("hands over by beacon, in parts of 64 kB, and the next page sends it again under the same ids", async () => {
    const platform = new TestPlatform();
    const queue = make(platform);
    for (let at = 0; at < 5; at++) queue.push(message(String(at), 25_000));
    queue.leave();
    queue.leave();
    expect(platform.handed.map((one) => one.batch.map((event) => event.messageId))).toEqual([
      ["0", "1"],
      ["2", "3"],
      ["4"],
    ]);
    for (const body of platform.handed) expect(sizeOf(JSON.stringify(body))).toBeLessThan(64 * 1024);
    const next = make(platform);
    next.adopt();
    await vi.advanceTimersByTimeAsync(500);
    expect(ids(platform)).toEqual(["0", "1", "2", "3", "4"]);
    expect(platform.stored.size).toBe(0);
  });

  it("leaves the queue of a living tab alone, and takes over that of a dead one", async () => {
    const platform = new TestPlatform();
    platform.status = 0;
    make(platform).push(message("1"));
    await vi.advanceTimersByTimeAsync(300_000);
    const next = make(platform);
    next.adopt();
    expect(platform.stored.size).toBe(1);
    const [[key, text] = ["", ""]] = platform.stored;
    // Its tab is killed: nobody tries again.
    const killed = Date.now();
    vi.clearAllTimers();
    vi.setSystemTime(killed + 601_000);
    expect(platform.stored.get(key)).toBe(text);
    platform.status = 200;
    next.adopt();
    await vi.advanceTimersByTimeAsync(500);
    expect(ids(platform)).toEqual(["1"]);
    expect(platform.stored.size).toBe(0);
  });

  it("survives a broken store", () => {
    const platform = new TestPlatform();
    platform.stored.set("q.broken", "{");
    platform.device.set = () => undefined;
    const queue = make(platform);
    queue.adopt();
    expect(queue.push(message("1"))).toBe(true);
    expect(platform.stored.size).toBe(0);
  });
});

import { newId, parsed, sizeOf } from "./text";
import type { Message, Platform } from "./types";
import type { Vault } from "./vault";

export const MAX_EVENT = 32 * 1024;
const MAX_BATCH = 480 * 1024;
/** Browsers take 64 KiB altogether from a page that goes. */
const MAX_BEACON = 60 * 1024;
const MAX_EVENTS = 500;
const MAX_BYTES = 1024 * 1024;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 300_000;
/** A queue that nobody touched for this long belongs to a tab that is gone; retries of a living one come sooner. */
const DEAD_MS = 2 * LAST_RETRY_MS;
const PREFIX = "q.";

interface Waiting {
  text: string;
  size: number;
  /** Handed to the system when the page went; kept until its arrival is known, since doubles are dropped by their id. */
  handed?: boolean;
}

interface Stored {
  at: number;
  events: Message[];
}

/**
 * Events that are not yet acknowledged. They stand in the vault under a key of this tab, so that the next page sends what
 * this one could not; their ids never change, so the collector takes each once, however often it comes.
 */
export class Queue {
  private waiting: Waiting[] = [];
  private bytes = 0;
  private flying: Set<Waiting> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private leaving = false;
  private readonly key = PREFIX + newId();

  constructor(
    private readonly platform: Platform,
    private readonly vault: Vault,
    private readonly url: string,
    private readonly writeKey: string,
    private readonly flushAfter: number,
  ) {}

  /** Take an event; false when it is too large to be sent. */
  push(message: Message): boolean {
    const taken = this.add([message]) === 1;
    this.schedule(this.flushAfter);
    return taken;
  }

  /** Send all that waits; resolves when it is through, or refused for now and waiting for its next try. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.flying) return;
    while (this.waiting.length && !this.leaving) {
      const batch = this.batch(this.waiting, MAX_BATCH);
      this.flying = new Set(batch);
      const status = await this.post(this.body(batch));
      this.flying = undefined;
      if (status < 200 || status === 408 || status === 429 || status >= 500) {
        this.failures++;
        this.keep();
        this.schedule(this.pause());
        return;
      }
      // Taken, or refused for good: what the collector calls wrong today is wrong tomorrow.
      this.failures = 0;
      this.drop(new Set(batch));
    }
  }

  /** The network is back: do not wait for the next try. */
  hurry(): void {
    this.failures = 0;
    void this.flush();
  }

  /** The page goes: hand over what is not under way, and let the next page find what stays unacknowledged. */
  leave(): void {
    this.leaving = true;
    let left = this.waiting.filter((one) => !one.handed && !this.flying?.has(one));
    while (this.platform.beacon && left.length) {
      const batch = this.batch(left, MAX_BEACON);
      if (!this.platform.beacon(this.url, this.body(batch))) break;
      for (const one of batch) one.handed = true;
      left = left.slice(batch.length);
    }
    this.keep();
  }

  /** The page is shown again. */
  comeBack(): void {
    this.leaving = false;
    this.adopt();
  }

  /** Take over what pages that are gone left behind. */
  adopt(): void {
    for (const key of this.vault.keys()) {
      if (!key.startsWith(PREFIX) || key === this.key) continue;
      const stored = parsed<Stored>(this.vault.get(key));
      if (stored && Date.now() - stored.at < DEAD_MS) continue;
      this.add(stored?.events ?? []);
      this.vault.remove(key);
    }
    if (this.waiting.length) this.schedule(this.flushAfter);
  }

  /** Forget everything. */
  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
    this.bytes = 0;
    this.vault.remove(this.key);
  }

  /** How many were taken; when there is no room the oldest go. */
  private add(messages: Message[]): number {
    const fitting = messages.map(weighed).filter((one) => one.size <= MAX_EVENT);
    this.waiting.push(...fitting);
    this.bytes += fitting.reduce((sum, one) => sum + one.size, 0);
    while (this.waiting.length > MAX_EVENTS || this.bytes > MAX_BYTES) {
      this.bytes -= this.waiting.shift()?.size ?? 0;
    }
    this.keep();
    return fitting.length;
  }

  private schedule(after: number): void {
    if (this.timer === undefined && !this.flying) {
      this.timer = setTimeout(() => void this.flush(), after);
    }
  }

  /** Exponential with jitter, so that visitors do not come back all at once after an outage. */
  private pause(): number {
    const longest = Math.min(FIRST_RETRY_MS * 2 ** (this.failures - 1), LAST_RETRY_MS);
    return longest * (0.5 + Math.random() / 2);
  }

  private batch(from: Waiting[], limit: number): Waiting[] {
    let [count, size] = [0, 0];
    for (const one of from) {
      size += one.size + 1;
      if (count && size > limit) break;
      count++;
    }
    return from.slice(0, count);
  }

  private async post(body: string): Promise<number> {
    try {
      return await this.platform.post(this.url, body);
    } catch {
      return 0;
    }
  }

  private body(batch: Waiting[]): string {
    const head = JSON.stringify({ writeKey: this.writeKey, sentAt: new Date().toISOString() });
    return `${head.slice(0, -1)},"batch":[${batch.map((one) => one.text).join(",")}]}`;
  }

  private drop(done: Set<Waiting>): void {
    this.waiting = this.waiting.filter((one) => !done.has(one));
    this.bytes = this.waiting.reduce((sum, one) => sum + one.size, 0);
    this.keep();
  }

  private keep(at = this.leaving ? 0 : Date.now()): void {
    if (!this.waiting.length) this.vault.remove(this.key);
    else {
      const events = this.waiting.map((one) => one.text).join(",");
      this.vault.set(this.key, `{"at":${at},"events":[${events}]}`);
    }
  }
}

function weighed(message: Message): Waiting {
  const text = JSON.stringify(message);
  return { text, size: sizeOf(text) };
}

import type { Json, Keep, Message, Platform } from "./core/types";

interface Batch {
  writeKey: string;
  sentAt: string;
  batch: Message[];
}

/** A device whose network and memory the test holds in its hand. */
export class TestPlatform implements Platform {
  library = "test";
  stored = new Map<string, string>();
  /** Bodies that arrived, acknowledged or not. */
  arrived: Batch[] = [];
  handed: Batch[] = [];
  /** Answer of the collector; 0: nothing answers, and nothing arrives. */
  status: number | (() => number) = 200;
  query: Record<string, string> = {};
  device: Keep = {
    get: (key) => this.stored.get(key) ?? null,
    set: (key, value) => void this.stored.set(key, value),
    remove: (key) => void this.stored.delete(key),
    keys: () => [...this.stored.keys()],
  };

  async post(_url: string, body: string): Promise<number> {
    const status = typeof this.status === "number" ? this.status : this.status();
    if (status) this.arrived.push(JSON.parse(body) as Batch);
    return status;
  }

  beacon(_url: string, body: string): boolean {
    this.handed.push(JSON.parse(body) as Batch);
    return true;
  }

  context(): Json {
    return { page: { path: "/p" } };
  }

  arrival(): Record<string, string> {
    return this.query;
  }

  /** All messages that arrived, in order. */
  messages(): Message[] {
    return this.arrived.flatMap((one) => one.batch);
  }
}

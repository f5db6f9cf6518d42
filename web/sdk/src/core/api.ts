import type { Client } from "./client";
import type { CallOptions, Json, Options } from "./types";

/** Calls that a page may make; before `load` they wait. */
export const METHODS = [
  "identify",
  "track",
  "page",
  "screen",
  "group",
  "alias",
  "reset",
  "consent",
  "flush",
] as const;
export type Method = (typeof METHODS)[number];

export interface MarketLoop {
  load(writeKey: string, options?: Options): MarketLoop;
  identify(userId: string | number | Json, traits?: Json, options?: CallOptions): MarketLoop;
  track(event: string, properties?: Json, options?: CallOptions): MarketLoop;
  page(...words: (string | Json | undefined)[]): MarketLoop;
  screen(...words: (string | Json | undefined)[]): MarketLoop;
  group(groupId: string | number, traits?: Json, options?: CallOptions): MarketLoop;
  alias(userId: string | number, previousId?: string | number, options?: CallOptions): MarketLoop;
  reset(): MarketLoop;
  consent(status: "granted" | "denied", preferences?: Record<string, boolean>): MarketLoop;
  flush(): Promise<void>;
  user(): ReturnType<Client["user"]> | undefined;
}

export type Start = (writeKey: string, options: Options) => Client;

/**
 * The object that pages call. Nothing that it does throws: a fault in tracking must not become a fault of the page.
 * `load` works once; a second one is ignored, so that a snippet pasted twice counts once.
 */
export function makeApi(start: Start, into: object = {}): MarketLoop {
  let client: Client | undefined;
  let debug = false;
  const early: [Method, unknown[]][] = [];
  const api = into as MarketLoop;

  const guarded = <Value>(run: () => Value): Value | undefined => {
    try {
      return run();
    } catch (error) {
      // biome-ignore lint/suspicious/noConsole: asked for by the page
      if (debug) console.warn("marketloop", error);
      return undefined;
    }
  };

  const call = (method: Method, words: unknown[]): unknown => {
    if (!client) {
      early.push([method, words]);
      return undefined;
    }
    if (method === "page" || method === "screen") return client.view(method, words);
    return (client[method] as (...words: unknown[]) => unknown)(...words);
  };

  for (const method of METHODS) {
    Object.assign(api, {
      [method]: (...words: unknown[]) => {
        const result = guarded(() => call(method, words));
        return method === "flush" ? Promise.resolve(result) : api;
      },
    });
  }
  api.user = () => guarded(() => client?.user());
  api.load = (writeKey, options = {}) => {
    debug = debug || options.debug === true;
    if (!client && writeKey) client = guarded(() => start(writeKey, options));
    if (client) for (const [method, words] of early.splice(0)) guarded(() => call(method, words));
    return api;
  };
  return api;
}

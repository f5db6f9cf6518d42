/** The script that sites load: takes over the calls that the snippet collected. */
import { type MarketLoop, makeApi } from "../core/api";
import { Client } from "../core/client";
import { browserPlatform } from "./platform";
import { watchViews } from "./views";

type Queued = [keyof MarketLoop, ...unknown[]];

declare global {
  interface Window {
    marketloop?: MarketLoop & { loaded?: boolean; splice?: (start: number) => Queued[] };
  }
}

const script = document.currentScript as HTMLScriptElement | null;

function main(): void {
  const found = window.marketloop;
  if (found?.loaded) return;
  const calls = found?.splice?.(0) ?? [];
  const api = makeApi((writeKey, options) => {
    const host = options.host ?? (script ? new URL(script.src).origin : location.origin);
    const client = new Client(browserPlatform(options.cookieDomain), writeKey, { ...options, host });
    listen(client);
    if (options.autoPage !== false) watchViews(() => client.view("page", []));
    return client;
  }, found);
  Object.assign(api, { loaded: true });
  window.marketloop = api;
  for (const [method, ...words] of calls) (api[method] as (...words: unknown[]) => unknown)?.(...words);
}

function listen(client: Client): void {
  addEventListener("online", () => client.online());
  addEventListener("pagehide", () => client.leave());
  addEventListener("pageshow", (event) => event.persisted && client.comeBack());
  document.addEventListener("visibilitychange", () => {
    // Phones end hidden pages without a word, so this may be the last chance.
    if (document.visibilityState === "hidden") void client.flush();
  });
}

try {
  main();
} catch {
  // A page must work without its tracking.
}

import loader from "../../../../../sdk/src/snippet.js?raw";

export const PLATFORMS = ["web", "miniprogram", "python", "node", "curl"] as const;
export type Platform = (typeof PLATFORMS)[number];
export type ConsentMode = "granted" | "pending" | "denied";

/** What the page chooses for its visitors; the values here are the script's own defaults. */
export interface TrackingOptions {
  consent: ConsentMode;
  cookieless: boolean;
  autoPage: boolean;
}

export const DEFAULTS: TrackingOptions = { consent: "granted", cookieless: false, autoPage: true };

/** Which platforms a key fits: a browser's key may be seen by everybody, a server's may send orders. */
export const platformsFor = (kind: string): Platform[] =>
  kind === "browser" ? ["web", "miniprogram", "curl"] : ["python", "node", "curl"];

/** The choices that differ from the defaults, as they stand in code; "" when none does. */
function chosen(options: TrackingOptions, more: string[] = []): string {
  const words = [
    ...more,
    ...(options.consent === DEFAULTS.consent ? [] : [`consent: "${options.consent}"`]),
    ...(options.cookieless ? ["cookieless: true"] : []),
    ...(options.autoPage ? [] : ["autoPage: false"]),
  ];
  return words.length ? `, { ${words.join(", ")} }` : "";
}

/** Code that connects a platform with a key; `host` is the address under which the product is reached. */
export function installCode(platform: Platform, key: string, host: string, options = DEFAULTS): string {
  switch (platform) {
    case "web":
      return `<script>
${loader.trim().replace("__SCRIPT__", `${host}/sdk/v1/marketloop.js`)}
marketloop.load("${key}"${chosen(options)});
</script>`;
    case "miniprogram":
      return `// app.js
const marketloop = require("./marketloop-wechat.js");

marketloop.load("${key}"${chosen(options, [`host: "${host}"`])});

App({});`;
    case "python":
      return `# pip install segment-analytics-python
import segment.analytics as analytics

analytics.write_key = "${key}"
analytics.host = "${host}"
analytics.track("10001", "Product Viewed", {"product_id": "YL-001", "category": "四件套"})
analytics.flush()`;
    case "node":
      return `// npm install @segment/analytics-node
import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ writeKey: "${key}", host: "${host}" });
analytics.track({
  userId: "10001",
  event: "Product Viewed",
  properties: { product_id: "YL-001", category: "四件套" },
});
await analytics.closeAndFlush();`;
    case "curl":
      return `curl ${host}/v1/track \\
  -u '${key}:' \\
  -H 'Content-Type: application/json' \\
  -d '{"userId": "10001", "event": "Product Viewed",
       "properties": {"product_id": "YL-001", "category": "四件套"}}'`;
  }
}

/**
 * What a page or mini program calls once the code is in, each with a remark on when; server clients show it in their own
 * code. `say` gives the remark of a call.
 */
export function usageCode(
  platform: Platform,
  options: TrackingOptions,
  say: (call: string) => string,
): string {
  if (platform !== "web" && platform !== "miniprogram") return "";
  const calls: [string, string][] = [
    ["track", 'marketloop.track("Product Viewed", { product_id: "YL-001", price: 399 });'],
    ["identify", 'marketloop.identify("10001", { city: "杭州" });'],
    ["reset", "marketloop.reset();"],
  ];
  if (!options.autoPage) calls.unshift(["page", `marketloop.${platform === "web" ? "page" : "screen"}();`]);
  const decision = options.consent === "granted" ? "denied" : "granted";
  calls.push([decision, `marketloop.consent("${decision}");`]);
  return calls.map(([call, code]) => `// ${say(call)}\n${code}`).join("\n");
}

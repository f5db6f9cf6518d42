export const LANGUAGES = ["curl", "python", "node", "browser"] as const;
export type SnippetLanguage = (typeof LANGUAGES)[number];

/** Code that sends one event with a key; the address is the one that the reader uses. */
export function snippet(language: SnippetLanguage, key: string, host: string): string {
  switch (language) {
    case "curl":
      return `curl ${host}/v1/track \\
  -u '${key}:' \\
  -H 'Content-Type: application/json' \\
  -d '{"userId": "10001", "event": "Product Viewed",
       "properties": {"product_id": "YL-001", "category": "四件套"}}'`;
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
    case "browser":
      return `fetch("${host}/v1/track", {
  method: "POST",
  keepalive: true,
  body: JSON.stringify({
    writeKey: "${key}",
    anonymousId: localStorage.visitor ??= crypto.randomUUID(),
    event: "Product Viewed",
    properties: { product_id: "YL-001", category: "四件套" },
  }),
});`;
  }
}

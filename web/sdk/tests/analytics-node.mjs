// The published @segment/analytics-node, unchanged, against a collector: node tests/analytics-node.mjs URL WRITE_KEY
// Prints what went wrong as JSON, [] when nothing did.
import { Analytics } from "@segment/analytics-node";

const [host, writeKey] = process.argv.slice(2);
const failures = [];

const analytics = new Analytics({ host, writeKey, flushAt: 3, maxRetries: 0 });
analytics.on("error", (error) => failures.push(String(error.reason ?? error.code)));
analytics.identify({ userId: "u1", traits: { email: "A@b.example", plan: "gold" } });
analytics.track({
  userId: "u1",
  anonymousId: "a1",
  event: "Product Viewed",
  properties: { product_id: "p1", price: 9.5 },
});
analytics.page({ anonymousId: "a1", category: "Docs", name: "Start", properties: { path: "/docs" } });
analytics.screen({ userId: "u1", name: "Cart" });
analytics.group({ userId: "u1", groupId: "g1", traits: { name: "Acme" } });
analytics.alias({ previousId: "a1", userId: "u1" });
analytics.track({
  userId: "u1",
  event: "Order Completed",
  timestamp: new Date("2026-01-02T03:04:05Z"),
  properties: { order_id: "A1", revenue: 12 },
});
await analytics.flush();
for (let number = 0; number < 100; number++) {
  analytics.track({ userId: "u2", event: "Step", messageId: `step-${number % 50}`, properties: { number } });
}
await analytics.closeAndFlush();
process.stdout.write(JSON.stringify(failures));

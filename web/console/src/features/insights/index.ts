import type { Feature } from "@/navigation";

/** What customers are worth, where they stand, and what they need. */
export const feature: Feature = {
  key: "insights",
  pages: [
    {
      path: "analytics/rfm",
      label: "insights.nav.rfm",
      group: "analytics",
      order: 50,
      permission: "analytics.read",
      load: () => import("./rfm/RfmPage"),
    },
    {
      path: "analytics/lifecycle",
      label: "insights.nav.lifecycle",
      group: "analytics",
      order: 52,
      permission: "analytics.read",
      load: () => import("./lifecycle/LifecyclePage"),
    },
    {
      path: "analytics/needs",
      label: "insights.nav.needs",
      group: "analytics",
      order: 54,
      permission: "analytics.read",
      load: () => import("./needs/NeedsPage"),
    },
  ],
};

import type { Feature } from "@/navigation";

/** What events should look like and what they do look like: catalogue, tracking plan, quality of traffic. */
export const feature: Feature = {
  key: "tracking",
  pages: [
    {
      path: "events/catalogue",
      label: "tracking.nav.catalogue",
      group: "data",
      order: 30,
      permission: "events.read",
      load: () => import("./catalogue/CataloguePage"),
    },
    {
      path: "events/plan",
      label: "tracking.nav.plan",
      group: "data",
      order: 32,
      permission: "events.read",
      load: () => import("./plan/PlanPage"),
    },
    {
      path: "events/quality",
      label: "tracking.nav.quality",
      group: "data",
      order: 34,
      permission: "events.read",
      load: () => import("./quality/QualityPage"),
    },
  ],
};

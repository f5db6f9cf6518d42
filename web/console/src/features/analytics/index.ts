import type { Feature } from "@/navigation";
import { findReports } from "./reports/search";

export const feature: Feature = {
  key: "analytics",
  pages: [
    {
      path: "analytics/trend",
      label: "analytics.nav.trend",
      group: "analytics",
      order: 10,
      permission: "analytics.read",
      load: () => import("./trend/TrendPage"),
    },
    {
      path: "analytics/funnel",
      label: "analytics.nav.funnel",
      group: "analytics",
      order: 20,
      permission: "analytics.read",
      load: () => import("./funnel/FunnelPage"),
    },
    {
      path: "analytics/retention",
      label: "analytics.nav.retention",
      group: "analytics",
      order: 30,
      permission: "analytics.read",
      load: () => import("./retention/RetentionPage"),
    },
    {
      path: "analytics/reports",
      label: "analytics.nav.reports",
      group: "analytics",
      order: 40,
      permission: "analytics.read",
      load: () => import("./reports/ReportsPage"),
    },
  ],
  search: [
    { key: "reports", label: "analytics.nav.reports", permission: "analytics.read", find: findReports },
  ],
};

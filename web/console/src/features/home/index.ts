import type { Feature } from "@/navigation";

export const feature: Feature = {
  key: "home",
  pages: [
    {
      path: "home",
      label: "home.nav.home",
      group: "home",
      order: 10,
      permission: "analytics.read",
      load: () => import("./HomePage"),
    },
  ],
};

import type { Feature } from "@/navigation";

export const feature: Feature = {
  key: "jobs",
  pages: [
    {
      path: "governance/jobs",
      label: "jobs.nav.jobs",
      group: "governance",
      order: 60,
      permission: "jobs.read",
      load: () => import("./JobsPage"),
    },
  ],
};

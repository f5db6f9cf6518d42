import type { Feature } from "@/navigation";
import { findJourneys } from "./api";

/** Journeys: the list, the canvas, the report. */
export const feature: Feature = {
  key: "journeys",
  pages: [
    {
      path: "journeys",
      label: "journeys.nav.list",
      group: "marketing",
      order: 10,
      permission: "journeys.read",
      load: () => import("./list/JourneysPage"),
    },
    {
      path: "journeys/:id",
      label: "journeys.nav.canvas",
      group: "marketing",
      parent: "journeys",
      permission: "journeys.read",
      bleed: true,
      load: () => import("./CanvasPage"),
    },
    {
      path: "journeys/:id/report",
      label: "journeys.nav.report",
      group: "marketing",
      parent: "journeys",
      permission: "journeys.read",
      load: () => import("./report/ReportPage"),
    },
  ],
  search: [
    {
      key: "journeys",
      label: "journeys.nav.list",
      permission: "journeys.read",
      find: async (q) =>
        (await findJourneys(q)).items.map((one) => ({
          key: one.id,
          title: one.name,
          note: one.description,
          to: `/journeys/${one.id}`,
        })),
    },
  ],
};

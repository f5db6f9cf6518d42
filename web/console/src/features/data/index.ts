import type { Feature } from "@/navigation";

/** What comes in: live events, their catalogue, the sources' keys, and how far everyone has read. */
export const feature: Feature = {
  key: "data",
  pages: [
    {
      path: "sources",
      label: "data.nav.sources",
      group: "data",
      order: 5,
      permission: "events.keys",
      load: () => import("./sources/SourcesPage"),
    },
    {
      path: "webhooks",
      label: "data.nav.hooks",
      group: "data",
      order: 15,
      permission: "events.keys",
      load: () => import("./webhooks/HooksPage"),
    },
    {
      path: "webhooks/:id",
      label: "data.nav.hook",
      group: "data",
      parent: "webhooks",
      permission: "events.keys",
      load: () => import("./webhooks/HookPage"),
    },
    {
      path: "events",
      label: "data.nav.live",
      group: "data",
      order: 20,
      permission: "events.read",
      load: () => import("./live/LivePage"),
    },
    {
      path: "write-keys",
      label: "data.nav.keys",
      group: "data",
      order: 40,
      permission: "events.keys",
      load: () => import("./keys/WriteKeysPage"),
    },
    {
      path: "events/pipeline",
      label: "data.nav.pipeline",
      group: "data",
      order: 50,
      permission: "events.read",
      load: () => import("./pipeline/PipelinePage"),
    },
    {
      path: "operations",
      label: "data.nav.operations",
      group: "data",
      order: 55,
      permission: "operations.read",
      load: () => import("./operations/OperationsPage"),
    },
  ],
};

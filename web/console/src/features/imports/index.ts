import type { Feature } from "@/navigation";

/** Files that bring in customers, orders, products and events. */
export const feature: Feature = {
  key: "imports",
  pages: [
    {
      path: "imports",
      label: "imports.nav.imports",
      group: "data",
      order: 10,
      permission: "imports.read",
      load: () => import("./ImportsPage"),
    },
    {
      path: "imports/new",
      label: "imports.nav.new",
      group: "data",
      parent: "imports",
      permission: "imports.write",
      load: () => import("./NewImportPage"),
    },
    {
      path: "imports/:id",
      label: "imports.nav.import",
      group: "data",
      parent: "imports",
      permission: "imports.read",
      load: () => import("./ImportPage"),
    },
  ],
};

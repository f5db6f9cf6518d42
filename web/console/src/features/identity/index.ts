import type { Feature } from "@/navigation";

export { SplitDialog } from "./split/SplitDialog";
export { iconOfKind, nameOfKind, ruleOf } from "./words";

export const feature: Feature = {
  key: "identity",
  pages: [
    {
      path: "customers/identity",
      label: "identity.nav.merges",
      group: "customers",
      order: 50,
      permission: "profiles.read",
      load: () => import("./merges/MergesPage"),
    },
    {
      path: "customers/:id/identity",
      label: "identity.nav.graph",
      group: "customers",
      parent: "customers",
      permission: "profiles.read",
      load: () => import("./graph/GraphPage"),
    },
    {
      path: "customers/duplicates",
      label: "identity.nav.duplicates",
      group: "customers",
      order: 60,
      permission: "profiles.read",
      load: () => import("./duplicates/DuplicatesPage"),
    },
    {
      path: "customers/identity-rules",
      label: "identity.nav.rules",
      group: "customers",
      order: 70,
      permission: "identity.read",
      load: () => import("./rules/RulesPage"),
    },
  ],
};

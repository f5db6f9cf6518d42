import { textOr } from "@/i18n";
import type { Feature } from "@/navigation";
import { findCustomers } from "./api";

/** Choose one customer by name, phone, e-mail or number. */
export { PersonSelect } from "./parts/PersonSelect";

export const feature: Feature = {
  key: "customers",
  pages: [
    {
      path: "customers",
      label: "customers.nav.list",
      group: "customers",
      order: 10,
      permission: "profiles.read",
      load: () => import("./list/CustomersPage"),
    },
    {
      path: "customers/:id",
      label: "customers.nav.profile",
      group: "customers",
      parent: "customers",
      permission: "profiles.read",
      load: () => import("./profile/CustomerPage"),
    },
    {
      path: "tags",
      label: "customers.nav.tags",
      group: "customers",
      order: 30,
      permission: "profiles.read",
      load: () => import("./tags/TagsPage"),
    },
    {
      path: "customers/traits",
      label: "customers.nav.traits",
      group: "customers",
      order: 34,
      permission: "profiles.read",
      load: () => import("./traits/TraitsPage"),
    },
    {
      path: "customers/computed-traits",
      label: "customers.nav.computed",
      group: "customers",
      order: 35,
      permission: "profiles.read",
      load: () => import("./computed/ComputedPage"),
    },
  ],
  search: [
    {
      key: "customers",
      label: "customers.nav.list",
      permission: "profiles.read",
      find: async (q) =>
        (await findCustomers(q)).map((one) => ({
          key: one.id,
          title: one.name || one.phone || one.email || textOr("customers.word.unnamed", one.id),
          note: [one.stage_label, one.phone, one.city].filter(Boolean).join(" · "),
          to: `/customers/${one.id}`,
        })),
    },
  ],
};

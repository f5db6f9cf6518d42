import { lazy } from "react";
import type { Feature } from "@/navigation";
import { findAccounts } from "./api";
import { nameOfKind } from "./words";

/** The companies of a person, for the 360° page. */
export const AccountsCard = lazy(() => import("./AccountsCard"));

export const feature: Feature = {
  key: "accounts",
  pages: [
    {
      path: "accounts",
      label: "accounts.nav.list",
      group: "customers",
      order: 20,
      permission: "accounts.read",
      load: () => import("./list/AccountsPage"),
    },
    {
      path: "accounts/:id",
      label: "accounts.nav.detail",
      group: "customers",
      parent: "accounts",
      permission: "accounts.read",
      load: () => import("./page/AccountPage"),
    },
  ],
  search: [
    {
      key: "accounts",
      label: "accounts.nav.list",
      permission: "accounts.read",
      find: async (q) =>
        (await findAccounts(q)).map((one) => ({
          key: one.id,
          title: one.name,
          note: [nameOfKind(one.kind), one.industry, one.city].filter(Boolean).join(" · "),
          to: `/accounts/${one.id}`,
        })),
    },
  ],
};

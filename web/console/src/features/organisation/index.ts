import type { Feature } from "@/navigation";

export const feature: Feature = {
  key: "organisation",
  pages: [
    {
      path: "governance/users",
      label: "organisation.nav.users",
      group: "governance",
      order: 10,
      permission: "organisation.read",
      load: () => import("./users/UsersPage"),
    },
    {
      path: "governance/roles",
      label: "organisation.nav.roles",
      group: "governance",
      order: 20,
      permission: "organisation.read",
      load: () => import("./roles/RolesPage"),
    },
    {
      path: "governance/units",
      label: "organisation.nav.units",
      group: "governance",
      order: 30,
      permission: "organisation.read",
      load: () => import("./units/UnitsPage"),
    },
    {
      path: "governance/audit",
      label: "organisation.nav.audit",
      group: "governance",
      order: 40,
      permission: "organisation.audit",
      load: () => import("./audit/AuditPage"),
    },
    {
      path: "governance/api-keys",
      label: "organisation.nav.keys",
      group: "governance",
      order: 50,
      permission: "organisation.write",
      load: () => import("./keys/KeysPage"),
    },
  ],
};

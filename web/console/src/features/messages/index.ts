import { api, take } from "@/api/client";
import type { Feature } from "@/navigation";

/** Templates, the outbox and the rules of contact. */
export const feature: Feature = {
  key: "messages",
  pages: [
    {
      path: "templates",
      label: "messages.nav.templates",
      group: "marketing",
      order: 30,
      permission: "templates.read",
      load: () => import("./templates/TemplatesPage"),
    },
    {
      path: "templates/new",
      label: "messages.nav.new_template",
      group: "marketing",
      parent: "templates",
      permission: "templates.write",
      load: () => import("./templates/NewTemplatePage"),
    },
    {
      path: "templates/:id",
      label: "messages.nav.template",
      group: "marketing",
      parent: "templates",
      permission: "templates.read",
      load: () => import("./templates/TemplatePage"),
    },
    {
      path: "messages",
      label: "messages.nav.outbox",
      group: "marketing",
      order: 40,
      permission: "messages.read",
      load: () => import("./outbox/OutboxPage"),
    },
    {
      path: "messages/:id",
      label: "messages.nav.message",
      group: "marketing",
      parent: "messages",
      permission: "messages.read",
      load: () => import("./outbox/MessagePage"),
    },
    {
      path: "contact-policy",
      label: "messages.nav.policy",
      group: "marketing",
      order: 50,
      permission: "messages.read",
      load: () => import("./policy/PolicyPage"),
    },
  ],
  search: [
    {
      key: "templates",
      label: "messages.nav.templates",
      permission: "templates.read",
      find: async (q) => {
        const found = await take(api.GET("/api/v1/templates", { params: { query: { q, limit: 5 } } }));
        return found.items.map((one) => ({
          key: one.id,
          title: one.name,
          note: one.subject,
          to: `/templates/${one.id}`,
        }));
      },
    },
  ],
};

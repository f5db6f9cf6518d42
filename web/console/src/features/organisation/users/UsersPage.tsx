import { Button, Select } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DataTable, PageFrame } from "@/ui";
import { type User, useRoles, useUsers } from "../api";
import { CreateUserDialog } from "./CreateUserDialog";
import { EditUserDialog } from "./EditUserDialog";
import { LockUsersButton } from "./LockUsersButton";
import { ResetPasswordDialog } from "./ResetPasswordDialog";
import { useUserColumns } from "./useUserColumns";

type Open = { what: "create" } | { what: "edit" | "password"; user: User } | null;

/** The people who sign in here: roles, units, locks, passwords. */
export default function UsersPage() {
  const t = useText();
  const may = useCan()("organisation.write");
  const list = useUsers();
  const roles = useRoles();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const columns = useUserColumns({
    editable: may,
    onEdit: (user) => setOpen({ what: "edit", user }),
    onPassword: (user) => setOpen({ what: "password", user }),
  });
  const add = may && (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setOpen({ what: "create" })}>
      {t("organisation.users.create")}
    </Button>
  );
  return (
    <PageFrame title={t("organisation.users.title")} purpose={t("organisation.users.purpose")} actions={add}>
      <DataTable
        name="users"
        list={list}
        columns={columns}
        search={t("organisation.users.search")}
        filters={
          <Select
            value={list.filters.role}
            onChange={(role) => list.change({ role })}
            style={{ width: 150 }}
            aria-label={t("organisation.users.role")}
            options={[
              { value: "", label: t("organisation.users.all_roles") },
              ...(roles.data ?? []).map((role) => ({ value: role.key, label: role.label })),
            ]}
          />
        }
        empty={{
          title: t("organisation.users.empty"),
          lesson: t("organisation.users.empty_lesson"),
          action: add,
        }}
        bulk={may ? (users, clear) => <LockUsersButton users={users} onDone={clear} /> : undefined}
      />
      <CreateUserDialog open={open?.what === "create"} onClose={close} />
      <EditUserDialog user={open?.what === "edit" ? open.user : null} onClose={close} />
      <ResetPasswordDialog user={open?.what === "password" ? open.user : null} onClose={close} />
    </PageFrame>
  );
}

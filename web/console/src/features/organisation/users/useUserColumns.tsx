import { Dropdown } from "antd";
import { Ellipsis } from "lucide-react";
import { useSession } from "@/api/session";
import { useText } from "@/i18n";
import { Avatar, type Column, DateTime, IconButton, StatusDot } from "@/ui";
import { type User, useUpdateUser } from "../api";

interface Options {
  editable: boolean;
  onEdit: (user: User) => void;
  onPassword: (user: User) => void;
}

function PersonCell({ user }: { user: User }) {
  const t = useText();
  const me = useSession().user.id === user.id;
  return (
    <div className="row">
      <Avatar name={user.name} size={26} />
      <div style={{ minWidth: 0, lineHeight: "18px" }}>
        <div style={{ fontWeight: 500 }}>
          {user.name}
          {me && <span className="caption"> {t("organisation.users.me")}</span>}
        </div>
        <div className="caption ellipsis">{user.email}</div>
      </div>
    </div>
  );
}

function UserActions({ user, onEdit, onPassword }: { user: User } & Omit<Options, "editable">) {
  const t = useText();
  const update = useUpdateUser();
  const act = ({ key }: { key: string }) => {
    if (key === "edit") onEdit(user);
    if (key === "password") onPassword(user);
    if (key === "lock") update.mutate({ id: user.id, is_active: !user.is_active });
  };
  return (
    <Dropdown
      trigger={["click"]}
      placement="bottomRight"
      menu={{
        onClick: act,
        items: [
          { key: "edit", label: t("organisation.users.edit") },
          { key: "password", label: t("organisation.users.reset_password") },
          { type: "divider" },
          {
            key: "lock",
            danger: user.is_active,
            label: user.is_active ? t("organisation.users.lock") : t("organisation.users.unlock"),
          },
        ],
      }}
    >
      <IconButton label={t("organisation.users.actions", { name: user.name })} icon={Ellipsis} />
    </Dropdown>
  );
}

export function useUserColumns({ editable, onEdit, onPassword }: Options): Column<User>[] {
  const t = useText();
  const columns: Column<User>[] = [
    {
      key: "name",
      title: t("organisation.users.name"),
      sort: "name",
      required: true,
      width: 280,
      render: (user) => <PersonCell user={user} />,
      csv: (user) => user.name,
    },
    {
      key: "email",
      title: t("organisation.users.email"),
      sort: "email",
      hidden: true,
      render: (user) => user.email,
      csv: (user) => user.email,
    },
    {
      key: "role",
      title: t("organisation.users.role"),
      render: (user) => user.role_label,
      csv: (user) => user.role_label,
    },
    {
      key: "unit",
      title: t("organisation.users.unit"),
      render: (user) => user.org_unit_name,
      csv: (user) => user.org_unit_name,
    },
    {
      key: "state",
      title: t("organisation.users.state"),
      render: (user) => (
        <StatusDot tone={user.is_active ? "ok" : "neutral"}>
          {user.is_active ? t("organisation.users.active") : t("organisation.users.locked")}
        </StatusDot>
      ),
      csv: (user) => (user.is_active ? t("organisation.users.active") : t("organisation.users.locked")),
    },
    {
      key: "language",
      title: t("organisation.users.language"),
      hidden: true,
      render: (user) => (user.language === "en" ? "English" : "简体中文"),
      csv: (user) => user.language,
    },
    {
      key: "last_login",
      title: t("organisation.users.last_login"),
      definition: t("organisation.users.last_login_definition"),
      align: "right",
      render: (user) =>
        user.last_login ? (
          <DateTime at={user.last_login} />
        ) : (
          <span className="muted">{t("organisation.users.never")}</span>
        ),
      csv: (user) => user.last_login,
    },
  ];
  if (!editable) return columns;
  return [
    ...columns,
    {
      key: "actions",
      title: "",
      required: true,
      width: 64,
      align: "right",
      render: (user) => <UserActions user={user} onEdit={onEdit} onPassword={onPassword} />,
    },
  ];
}

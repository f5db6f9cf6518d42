import { Button } from "antd";
import { useNavigate } from "react-router";
import { useText } from "@/i18n";
import { Chip, SideDrawer } from "@/ui";
import type { Role } from "../api";

/** The exact permissions of a role and a way to its people. */
export function RoleDrawer({ role, onClose }: { role: Role | null; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  return (
    <SideDrawer
      open={role !== null}
      onClose={onClose}
      width={480}
      title={role?.label ?? ""}
      purpose={role ? t(`organisation.scope_lesson.${role.scope}`) : ""}
      footer={
        <Button onClick={() => navigate(`/governance/users?role=${role?.key ?? ""}`)}>
          {t("organisation.roles.show_people", { count: role?.people ?? 0 })}
        </Button>
      }
    >
      <h3 style={{ fontSize: 14, marginBottom: 8 }}>{t("organisation.roles.permissions")}</h3>
      <div className="row" style={{ flexWrap: "wrap" }}>
        {role?.permissions.map((permission) => (
          <Chip key={permission}>
            <span className="mono">{permission}</span>
          </Chip>
        ))}
      </div>
    </SideDrawer>
  );
}

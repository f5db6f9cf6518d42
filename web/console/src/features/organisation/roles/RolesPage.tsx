import { Skeleton } from "antd";
import { useState } from "react";
import { useText } from "@/i18n";
import { Card, ErrorState, PageFrame } from "@/ui";
import { type Role, useRoles } from "../api";
import { RoleDrawer } from "./RoleDrawer";
import { RoleMatrix } from "./RoleMatrix";

/** What each role may do and how far it sees. */
export default function RolesPage() {
  const t = useText();
  const roles = useRoles();
  const [shown, setShown] = useState<Role | null>(null);
  return (
    <PageFrame title={t("organisation.roles.title")} purpose={t("organisation.roles.purpose")}>
      <Card title={t("organisation.roles.matrix")} note={t("organisation.roles.matrix_note")} flush>
        {roles.isPending && (
          <div style={{ padding: 16 }}>
            <Skeleton active paragraph={{ rows: 8 }} title={false} />
          </div>
        )}
        {roles.isError && <ErrorState error={roles.error} retry={() => void roles.refetch()} />}
        {roles.data && <RoleMatrix roles={roles.data} onOpen={setShown} />}
      </Card>
      <RoleDrawer role={shown} onClose={() => setShown(null)} />
    </PageFrame>
  );
}

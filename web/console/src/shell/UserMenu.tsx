import { Dropdown } from "antd";
import { KeyRound, LogOut, Monitor } from "lucide-react";
import { useState } from "react";
import { useSession, useSessionActions } from "@/api/session";
import { useText } from "@/i18n";
import { useTheme } from "@/theme/ThemeProvider";
import { Avatar } from "@/ui/Avatar";
import { toast } from "@/ui/toast";
import { PasswordDialog } from "./PasswordDialog";
import styles from "./UserMenu.module.css";

/** Who is signed in: own password, theme of the system, sign out. */
export function UserMenu() {
  const t = useText();
  const { user } = useSession();
  const { signOut } = useSessionActions();
  const { choose, choice } = useTheme();
  const [password, setPassword] = useState(false);
  const act = ({ key }: { key: string }) => {
    if (key === "password") setPassword(true);
    if (key === "system") choose("system");
    if (key === "out") signOut().catch(toast.error);
  };
  return (
    <>
      <Dropdown
        trigger={["click"]}
        placement="bottomRight"
        menu={{
          onClick: act,
          items: [
            { key: "who", type: "group", label: user.email },
            { key: "password", label: t("shell.user.password"), icon: <KeyRound size={15} /> },
            {
              key: "system",
              label: t("shell.theme.system"),
              icon: <Monitor size={15} />,
              disabled: choice === "system",
            },
            { type: "divider" },
            { key: "out", label: t("shell.user.sign_out"), icon: <LogOut size={15} /> },
          ],
        }}
      >
        <button type="button" className={styles.button} title={t("shell.user.menu")}>
          <Avatar name={user.name} size={28} />
          <span className={styles.words}>
            <span className={styles.name} style={{ display: "block" }}>
              {user.name}
            </span>
            <span className={styles.role} style={{ display: "block" }}>
              {user.role_label} · {user.org_unit_name}
            </span>
          </span>
        </button>
      </Dropdown>
      <PasswordDialog open={password} onClose={() => setPassword(false)} />
    </>
  );
}

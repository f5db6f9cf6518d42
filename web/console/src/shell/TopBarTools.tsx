import { Dropdown } from "antd";
import { CircleHelp, Languages, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { useSessionActions } from "@/api/session";
import { currentLanguage, useText } from "@/i18n";
import { useTheme } from "@/theme/ThemeProvider";
import { IconButton } from "@/ui/IconButton";
import { toast } from "@/ui/toast";
import { HelpDrawer } from "./HelpDrawer";
import { JobsBell } from "./JobsBell";
import { UserMenu } from "./UserMenu";

function LanguageSwitch() {
  const t = useText();
  const { chooseLanguage } = useSessionActions();
  const choose = ({ key }: { key: string }) => {
    chooseLanguage(key === "en" ? "en" : "zh-CN").catch(toast.error);
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectedKeys: [currentLanguage()],
        onClick: choose,
        items: [
          { key: "zh-CN", label: "简体中文" },
          { key: "en", label: "English" },
        ],
      }}
    >
      <IconButton label={t("shell.language")} icon={Languages} />
    </Dropdown>
  );
}

/** The right end of the top bar. */
export function TopBarTools() {
  const t = useText();
  const { dark, choose } = useTheme();
  const [help, setHelp] = useState(false);
  return (
    <>
      <JobsBell />
      <LanguageSwitch />
      <IconButton
        label={dark ? t("shell.theme.light") : t("shell.theme.dark")}
        icon={dark ? Sun : Moon}
        onClick={() => choose(dark ? "light" : "dark")}
      />
      <IconButton label={t("shell.help.title")} icon={CircleHelp} onClick={() => setHelp(true)} />
      <HelpDrawer open={help} onClose={() => setHelp(false)} />
      <UserMenu />
    </>
  );
}

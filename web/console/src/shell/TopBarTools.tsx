import { Dropdown } from "antd";
import { CircleHelp, Languages, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
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

/** `?` opens the help, unless the person is typing. */
function useHelpKey(open: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
      if (event.key === "?" && !typing) open();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [open]);
}

/** The right end of the top bar. */
export function TopBarTools() {
  const t = useText();
  const { dark, choose } = useTheme();
  const [help, setHelp] = useState(false);
  const [showHelp] = useState(() => () => setHelp(true));
  useHelpKey(showHelp);
  return (
    <>
      <JobsBell />
      <LanguageSwitch />
      <IconButton
        label={dark ? t("shell.theme.light") : t("shell.theme.dark")}
        icon={dark ? Sun : Moon}
        onClick={() => choose(dark ? "light" : "dark")}
      />
      <IconButton label={t("shell.help.title")} icon={CircleHelp} onClick={showHelp} />
      <HelpDrawer open={help} onClose={() => setHelp(false)} />
      <UserMenu />
    </>
  );
}

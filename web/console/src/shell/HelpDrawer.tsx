import { useText } from "@/i18n";
import { KeyboardShortcut } from "@/ui/KeyboardShortcut";
import { SideDrawer } from "@/ui/SideDrawer";

const SHORTCUTS: [keys: string[], text: string][] = [
  [["Ctrl", "K"], "shell.help.palette"],
  [["/"], "shell.help.search"],
  [["?"], "shell.help.open"],
  [["Esc"], "shell.help.close"],
];
const READINGS = ["delta", "interval", "definition", "estimate", "holdout"] as const;

/** How to read figures and which keys there are; the API's own reference. */
export function HelpDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  return (
    <SideDrawer
      open={open}
      onClose={onClose}
      title={t("shell.help.title")}
      purpose={t("shell.help.purpose")}
      width={440}
    >
      <div className="stack">
        <section>
          <h3 style={{ fontSize: 14, marginBottom: 8 }}>{t("shell.help.keys")}</h3>
          {SHORTCUTS.map(([keys, text]) => (
            <div key={text} className="row" style={{ height: 32, justifyContent: "space-between" }}>
              <span className="muted">{t(text)}</span>
              <KeyboardShortcut keys={keys} />
            </div>
          ))}
        </section>
        <section>
          <h3 style={{ fontSize: 14, marginBottom: 8 }}>{t("shell.help.reading")}</h3>
          {READINGS.map((one) => (
            <p key={one} style={{ marginBottom: 10, color: "var(--ink-2)", fontSize: 13 }}>
              {t(`shell.help.reading_${one}`)}
            </p>
          ))}
        </section>
        <section>
          <h3 style={{ fontSize: 14, marginBottom: 8 }}>{t("shell.help.developers")}</h3>
          <a href="/api/v1/openapi.json" target="_blank" rel="noreferrer">
            {t("shell.help.api")}
          </a>
        </section>
      </div>
    </SideDrawer>
  );
}

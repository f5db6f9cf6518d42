import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { IconButton } from "@/ui";
import styles from "./Panel.module.css";

export const TABS = ["step", "settings", "versions"] as const;
export type Tab = (typeof TABS)[number];

interface Props {
  tab: Tab;
  onTab: (tab: Tab) => void;
  onClose: () => void;
  children: ReactNode;
}

/** The right side of the canvas: one tab at a time. */
export function Panel({ tab, onTab, onClose, children }: Props) {
  const t = useText();
  return (
    <aside className={styles.panel} aria-label={t("journeys.panel.title")}>
      <div className={styles.tabs} role="tablist">
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === tab}
            className={styles.tab}
            onClick={() => onTab(one)}
          >
            {t(`journeys.panel.${one}`)}
          </button>
        ))}
        <IconButton label={t("ui.close")} icon={X} className={styles.close} onClick={onClose} />
      </div>
      <div className={styles.body} role="tabpanel">
        {children}
      </div>
    </aside>
  );
}

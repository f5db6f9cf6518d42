import { Menu } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Link, useLocation } from "react-router";
import { useText } from "@/i18n";
import { CrumbProvider } from "@/ui/crumb";
import { IconButton } from "@/ui/IconButton";
import { Breadcrumb } from "./Breadcrumb";
import { DemoBar } from "./DemoBar";
import { Logo } from "./Logo";
import { Palette } from "./palette/Palette";
import styles from "./Shell.module.css";
import { SideNav } from "./SideNav";
import { TopBarTools } from "./TopBarTools";

/** The frame around every page: navigation on the left, the bar above. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useText();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer of small screens
  useEffect(() => setOpen(false), [pathname]);
  return (
    <CrumbProvider>
      <div className={`${styles.shell} ${open ? styles.open : ""}`}>
        <a className={styles.skip} href="#main">
          {t("shell.skip")}
        </a>
        <aside className={styles.nav}>
          <Link to="/" className={styles.brand}>
            <Logo />
            {t("shell.product")}
          </Link>
          <SideNav />
          <DemoBar />
        </aside>
        <button
          type="button"
          className={styles.veil}
          aria-label={t("ui.close")}
          onClick={() => setOpen(false)}
        />
        <header className={styles.bar}>
          <span className={styles.burger}>
            <IconButton label={t("shell.nav.open")} icon={Menu} onClick={() => setOpen(true)} />
          </span>
          <Breadcrumb />
          <Palette />
          <TopBarTools />
        </header>
        <main className={styles.main} id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </CrumbProvider>
  );
}

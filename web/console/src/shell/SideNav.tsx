import { Link, useLocation } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import {
  features,
  type GroupKey,
  type NavGroup,
  navigationFor,
  type PageEntry,
  pageAt,
  pages,
} from "@/navigation";
import styles from "./SideNav.module.css";

function Badge({ use }: { use: () => number | undefined }) {
  const t = useText();
  const count = use();
  if (!count) return null;
  return (
    <span className={styles.badge} title={t("shell.nav.open_work", { count })}>
      {count > 99 ? "99+" : count}
    </span>
  );
}

const badgeOf = (group: GroupKey) => features.find((feature) => feature.badges?.[group])?.badges?.[group];

function Group({ group, here }: { group: NavGroup; here: PageEntry | undefined }) {
  const t = useText();
  const [first] = group.entries;
  const current = here?.parent ?? here?.path;
  const within = here?.group === group.key;
  const alone = group.entries.length === 1;
  const isHere = alone && group.entries.some((entry) => entry.path === current);
  const badge = badgeOf(group.key);
  return (
    <li>
      <Link
        to={`/${first?.path ?? ""}`}
        className={`${styles.group} ${isHere ? styles.here : within ? styles.within : ""}`}
        aria-current={isHere ? "page" : undefined}
        aria-expanded={alone ? undefined : within}
      >
        <group.icon size={16} strokeWidth={1.7} aria-hidden />
        {t(`shell.group.${group.key}`)}
        {badge && <Badge use={badge} />}
      </Link>
      {within && !alone && (
        <ul className={styles.list}>
          {group.entries.map((entry) => (
            <li key={entry.path}>
              <Link
                to={`/${entry.path}`}
                className={`${styles.entry} ${entry.path === current ? styles.here : ""}`}
                aria-current={entry.path === current ? "page" : undefined}
              >
                {t(entry.label)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Groups with at least one page that the person may open; the present group shows its pages. */
export function SideNav() {
  const t = useText();
  const can = useCan();
  const here = pageAt(pages, useLocation().pathname);
  return (
    <nav className={styles.nav} aria-label={t("shell.nav.label")}>
      <ul className={styles.list}>
        {navigationFor(pages, can).map((group) => (
          <Group key={group.key} group={group} here={here} />
        ))}
      </ul>
    </nav>
  );
}

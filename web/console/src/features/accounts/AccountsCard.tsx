import { Link } from "react-router";
import { useText } from "@/i18n";
import { Card } from "@/ui";
import styles from "./accounts.module.css";
import { useAccountsOf } from "./api";
import { nameOfRole } from "./words";

/** The companies of a person, with their part in each; not drawn for those who have none. */
export default function AccountsCard({ person }: { person: string }) {
  const t = useText();
  const found = useAccountsOf(person);
  if (!found.data?.length) return null;
  return (
    <Card title={t("accounts.nav.list")} note={found.data.length}>
      {found.data.map((one) => (
        <div key={one.id} className={styles.row}>
          <Link to={`/accounts/${one.id}`} className="ellipsis">
            {one.name}
          </Link>
          <span className="caption">{[nameOfRole(one.role), one.title].filter(Boolean).join(" · ")}</span>
        </div>
      ))}
    </Card>
  );
}

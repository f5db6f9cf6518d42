import { Link } from "react-router";
import { useText } from "@/i18n";
import { Card, useFormat } from "@/ui";
import type { Refusal } from "../api";
import { nameOfKind } from "../words";
import styles from "./graph.module.css";

/** What was seen with this person and not linked, and why: no silent refusal. */
export function RefusalsCard({ refusals }: { refusals: Refusal[] }) {
  const t = useText();
  const format = useFormat();
  return (
    <Card title={t("identity.refusals.title")} note={refusals.length ? String(refusals.length) : undefined}>
      {refusals.length === 0 && <div className="muted">{t("identity.refusals.none")}</div>}
      <ul className={styles.refusals}>
        {refusals.map((one) => (
          <li key={`${one.kind}${one.label}${one.reason}${one.at}`}>
            <div>
              <strong>{nameOfKind(one.kind)}</strong> {one.label}
              <span className={`${styles.when} muted`}>{format.dateTime(one.at)}</span>
            </div>
            <div className="caption">{t(`identity.refusal.${one.reason}`)}</div>
            {one.other_profile && (
              <div className="caption">
                {t("identity.refusals.belongs")}{" "}
                <Link to={`/customers/${one.other_profile}/identity`}>{one.other_name}</Link>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

import { Button } from "antd";
import { useNavigate } from "react-router";
import { useText } from "@/i18n";
import { Card, Definition, EmptyState, useFormat } from "@/ui";
import type { Action } from "./api";
import styles from "./home.module.css";

/** 今天最值得做的三件事, by expected gain; without a measured lift there is no estimate. */
export function ActionsCard({ actions }: { actions: Action[] }) {
  const t = useText();
  const measured = actions.some((one) => one.gain !== null);
  return (
    <Card
      title={t("home.actions.title")}
      note={measured ? t("home.actions.by_gain") : t("home.actions.by_size")}
    >
      {actions.length === 0 ? (
        <EmptyState compact title={t("home.actions.empty")} lesson={t("home.actions.empty_lesson")} />
      ) : (
        <ol className={styles.actions}>
          {actions.map((action, at) => (
            <ActionRow key={action.link} action={action} rank={at + 1} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function ActionRow({ action, rank }: { action: Action; rank: number }) {
  const t = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const params = action.params as { segment: string; reachable: number };
  return (
    <li className={`${styles.action} ${rank === 1 ? styles.actionFirst : ""}`}>
      <span className={styles.rank}>{rank}</span>
      <span className={styles.actionWords}>
        <b>{t(`home.action.${action.code}`, { segment: params.segment })}</b>
        <span className="caption">
          {t(`home.action.${action.code}.note`, {
            people: format.number(action.people),
            reachable: format.number(params.reachable),
          })}
        </span>
        {action.gain === null ? (
          <span className="caption">{t("home.actions.unmeasured")}</span>
        ) : (
          <Definition text={t("home.actions.basis")}>
            <span className={styles.gain}>
              <b>+{format.money(action.gain, { compact: true })}</b>
              <span className="caption">
                {t("home.actions.interval", {
                  low: format.money(action.low, { compact: true }),
                  high: format.money(action.high, { compact: true }),
                })}
              </span>
            </span>
          </Definition>
        )}
      </span>
      <Button
        type={rank === 1 ? "primary" : "default"}
        size="small"
        onClick={() => void navigate(action.link)}
      >
        {t("home.actions.do")}
      </Button>
    </li>
  );
}

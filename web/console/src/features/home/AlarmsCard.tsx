import {
  CircleCheck,
  type LucideIcon,
  MailWarning,
  PauseCircle,
  ServerCrash,
  TrendingDown,
} from "lucide-react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { Card, EmptyState, useFormat } from "@/ui";
import type { Alarm } from "./api";
import styles from "./home.module.css";
import { nameOf } from "./words";

const ICONS: Record<string, LucideIcon> = {
  consumer_failing: ServerCrash,
  jobs_failed: ServerCrash,
  journey_stalled: ServerCrash,
  journey_paused: PauseCircle,
  messages_fail: MailWarning,
  figure_behind: TrendingDown,
  figure_fell: TrendingDown,
};

/** What is wrong, each with the place to look at. */
export function AlarmsCard({ alarms }: { alarms: Alarm[] }) {
  const t = useText();
  return (
    <Card
      flush
      title={t("home.alarms.title")}
      note={alarms.length ? t("home.alarms.note", { count: alarms.length }) : undefined}
    >
      {alarms.length === 0 ? (
        <EmptyState
          compact
          icon={CircleCheck}
          title={t("home.alarms.empty")}
          lesson={t("home.alarms.empty_lesson")}
        />
      ) : (
        <ul className={styles.alarms}>
          {alarms.slice(0, 4).map((alarm) => (
            <AlarmRow key={`${alarm.code}-${JSON.stringify(alarm.params)}`} alarm={alarm} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function AlarmRow({ alarm }: { alarm: Alarm }) {
  const t = useText();
  const format = useFormat();
  const Icon = ICONS[alarm.code] ?? TrendingDown;
  const params = alarm.params as Record<string, string | number | null>;
  const words = {
    ...params,
    figure: typeof params.figure === "string" ? nameOf(t, params.figure) : "",
    reached: format.percent(typeof params.reached === "number" ? params.reached : null),
    change: format.delta(typeof params.change === "number" ? params.change : 0, "percent"),
    share: format.percent(typeof params.share === "number" ? params.share : null),
  };
  return (
    <li className={styles.alarm}>
      <span className={`${styles.alarmIcon} ${styles[alarm.severity]}`}>
        <Icon size={16} strokeWidth={1.7} aria-hidden />
      </span>
      <span>
        <b>{t(`home.alarm.${alarm.code}`, words)}</b>
        <span className="caption">{t(`home.alarm.${alarm.code}.note`, words)}</span>
        <Link to={alarm.link}>{t(`home.alarm.${alarm.code}.link`)}</Link>
      </span>
    </li>
  );
}

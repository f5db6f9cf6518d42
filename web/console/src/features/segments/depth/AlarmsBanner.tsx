import { Button } from "antd";
import { BellRing } from "lucide-react";
import { Link } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, DateTime, useFormat } from "@/ui";
import { useAcknowledge, useAlarms } from "./api";
import styles from "./depth.module.css";
import { sayAlarm } from "./WatchesCard";

const SHOWN = 4;

/** Segments whose size set off a rule, above the list, until somebody has seen it. */
export function AlarmsBanner() {
  const t = useText();
  const format = useFormat();
  const writes = useCan()("segments.write");
  const alarms = useAlarms().data ?? [];
  const acknowledge = useAcknowledge();
  if (alarms.length === 0) return null;
  return (
    <Card title={t("segments.watch.banner", { count: alarms.length })}>
      <ul className={styles.alarms} aria-label={t("segments.watch.alarms")}>
        {alarms.slice(0, SHOWN).map((alarm) => (
          <li key={alarm.id}>
            <span className="row">
              <BellRing size={15} strokeWidth={1.7} color="var(--warn-text)" aria-hidden />
              <Link to={`/segments/${alarm.segment}?tab=history`}>{alarm.name}</Link>
              <span>{sayAlarm(alarm, t, format)}</span>
            </span>
            <span className="row">
              <span className="caption">
                <DateTime at={alarm.at} />
              </span>
              {writes && (
                <Button type="link" size="small" onClick={() => acknowledge.mutate(alarm.segment)}>
                  {t("segments.watch.seen")}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

import { Tooltip } from "antd";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { Card, DateTime, ErrorState, StatusDot, type Tone } from "@/ui";
import type { LiveEvent } from "../api";
import { useArrivals } from "./api";
import styles from "./Sources.module.css";

const TONES: Record<string, Tone> = { valid: "ok", suspect: "warn", invalid: "bad" };

function Row({ event }: { event: LiveEvent }) {
  const t = useText();
  return (
    <li>
      <Tooltip title={t(`data.quality.${event.quality}`)}>
        <span className={styles.arrived}>
          <StatusDot tone={TONES[event.quality] ?? "neutral"}>{event.label}</StatusDot>
        </span>
      </Tooltip>
      <span className={styles.when}>
        <DateTime at={event.received} />
      </span>
    </li>
  );
}

/** Whether the source sends: waits for its first event, then shows the latest. */
export function Arrivals({ source }: { source: string }) {
  const t = useText();
  const arrivals = useArrivals(source);
  const events = arrivals.data?.items ?? [];
  const watch = <Link to={`/events?source=${encodeURIComponent(source)}`}>{t("data.sources.watch")}</Link>;
  return (
    <Card title={t("data.sources.verify")} extra={watch}>
      {arrivals.error ? (
        <ErrorState error={arrivals.error} retry={() => void arrivals.refetch()} />
      ) : events.length === 0 ? (
        <div className={styles.waiting} role="status">
          <span className={styles.pulse} aria-hidden />
          <div>
            <strong>{t("data.sources.waiting")}</strong>
            <p>{t("data.sources.waiting_lesson")}</p>
          </div>
        </div>
      ) : (
        <>
          <div className={styles.connected} role="status">
            {t("data.sources.connected")}
          </div>
          <ul className={styles.arrivals}>
            {events.map((event) => (
              <Row key={event.id} event={event} />
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

import { useText } from "@/i18n";
import { Chip, Definition, useFormat } from "@/ui";
import type { LiveEvent } from "../api";
import styles from "./Live.module.css";
import { hintOf, toneOfQuality, wordOfReason } from "./words";

interface Props {
  events: LiveEvent[];
  /** Newer ones are lit up for a moment. */
  seen: number;
  stale: boolean;
  onOpen: (event: LiveEvent) => void;
  onSource: (source: string) => void;
}

function Row({ event, fresh, onOpen, onSource }: Omit<Props, "events" | "seen" | "stale"> & RowProps) {
  const t = useText();
  const format = useFormat();
  return (
    <tr className={fresh ? styles.fresh : undefined} onClick={() => onOpen(event)}>
      <td className={styles.time}>
        <time dateTime={event.received} title={format.dateTime(event.received, "full")}>
          {format.dateTime(event.received, "full").slice(5)}
        </time>
      </td>
      <td>
        <button type="button" className={styles.name} onClick={() => onOpen(event)}>
          {event.label}
        </button>
        {event.label !== event.name && <span className={styles.code}>{event.name}</span>}
      </td>
      <td className={styles.hint}>
        <span className="ellipsis">{hintOf(event)}</span>
      </td>
      <td>
        <Chip
          title={t("data.live.only_source")}
          onClick={(click) => {
            click.stopPropagation();
            onSource(event.source);
          }}
        >
          {event.source}
        </Chip>
      </td>
      <td>{t(`data.kind.${event.kind}`)}</td>
      <td>
        <Definition
          text={
            event.reasons.length
              ? event.reasons.map(wordOfReason).join(t("data.comma"))
              : t(`data.quality_definition.${event.quality}`)
          }
        >
          <Chip tone={toneOfQuality(event.quality)}>{t(`data.quality.${event.quality}`)}</Chip>
        </Definition>
      </td>
    </tr>
  );
}

interface RowProps {
  event: LiveEvent;
  fresh: boolean;
}

/** The events, newest first. */
export function EventRows({ events, seen, stale, onOpen, onSource }: Props) {
  const t = useText();
  return (
    <div className={styles.scroll}>
      <table className={`${styles.rows} ${stale ? styles.stale : ""}`} aria-label={t("data.live.title")}>
        <thead>
          <tr>
            <th scope="col" style={{ width: 132 }}>
              <Definition text={t("data.live.received_definition")}>{t("data.live.received")}</Definition>
            </th>
            <th scope="col" style={{ width: 270 }}>
              {t("data.live.event")}
            </th>
            <th scope="col">{t("data.live.content")}</th>
            <th scope="col" style={{ width: 130 }}>
              {t("data.live.source")}
            </th>
            <th scope="col" style={{ width: 100 }}>
              {t("data.live.kind")}
            </th>
            <th scope="col" style={{ width: 90 }}>
              {t("data.live.quality")}
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <Row key={event.seq} event={event} fresh={event.seq > seen} onOpen={onOpen} onSource={onSource} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

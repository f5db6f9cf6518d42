import { ChevronDown, ChevronUp, Code } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { Chip, IconButton, JsonView, useFormat } from "@/ui";
import type { Entry } from "./grouping";
import { lookOf } from "./icons";
import { detailOf, type Tongue, titleOf } from "./sentences";
import styles from "./timeline.module.css";

interface Props {
  entry: Entry;
  tongue: Tongue;
  onOrder: (orderId: string) => void;
}

/** At the right of an entry: its order, or why a message was sent or not. */
function Side({ entry, tongue, onOrder }: Props) {
  const { event } = entry;
  const { order_id, message } = event.properties;
  if (event.group === "order" && order_id)
    return (
      <Chip onClick={() => onOrder(String(order_id))} title={tongue.t("customers.timeline.open_order")}>
        {String(order_id)}
      </Chip>
    );
  if (!message) return null;
  const key = event.name === "message_suppressed" ? "customers.timeline.why_not" : "customers.timeline.why";
  return (
    <Link to={`/messages/${message}`} className={styles.why}>
      {tongue.t(key)}
    </Link>
  );
}

export function TimelineItem(props: Props) {
  const { entry, tongue } = props;
  const format = useFormat();
  const [raw, setRaw] = useState(false);
  const [open, setOpen] = useState(false);
  const { icon: Icon, tone } = lookOf(entry.event.name);
  const detail = detailOf(entry, tongue);
  return (
    <li className={styles.item}>
      <time className={styles.time} dateTime={entry.event.time}>
        {format.dateTime(entry.event.time, "time")}
      </time>
      <span className={`${styles.icon} ${styles[tone]}`} aria-hidden>
        <Icon size={15} strokeWidth={1.8} />
      </span>
      <div className={styles.words}>
        <div className={styles.title}>
          <span>{titleOf(entry, tongue)}</span>
          <span className={styles.raw}>
            <IconButton
              label={tongue.t("customers.timeline.raw")}
              aria-expanded={raw}
              icon={Code}
              onClick={() => setRaw(!raw)}
            />
          </span>
          <span className={styles.side}>
            <Side {...props} />
          </span>
        </div>
        {detail && <div className={styles.detail}>{detail}</div>}
        {entry.run.length > 0 && (
          <button type="button" className={styles.run} aria-expanded={open} onClick={() => setOpen(!open)}>
            {tongue.t("customers.timeline.more_of_it", { n: entry.run.length })}
            {open ? <ChevronUp size={13} aria-hidden /> : <ChevronDown size={13} aria-hidden />}
          </button>
        )}
        {open &&
          entry.run.map((event) => (
            <div key={event.id} className={styles.detail}>
              {format.dateTime(event.time, "time")}　{detailOf({ event, lines: [], run: [] }, tongue)}
            </div>
          ))}
        {raw && (
          <div className={styles.json}>
            <JsonView value={{ ...entry.event, label: undefined, group: undefined }} maxHeight={240} />
          </div>
        )}
      </div>
    </li>
  );
}

import { Button } from "antd";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { Chip, JsonView, SideDrawer, toast, useFormat } from "@/ui";
import type { LiveEvent } from "../api";
import styles from "./Live.module.css";
import { toneOfQuality, wordOfReason } from "./words";

interface Props {
  event: LiveEvent | null;
  onClose: () => void;
  onPerson: (profile: string) => void;
}

function Facts({ event }: { event: LiveEvent }) {
  const t = useText();
  const format = useFormat();
  const rows = [
    [t("data.event.time"), format.dateTime(event.time, "full")],
    [t("data.live.received"), format.dateTime(event.received, "full")],
    [t("data.live.source"), event.source],
    [t("data.live.kind"), t(`data.kind.${event.kind}`)],
    [t("data.event.seq"), format.number(event.seq)],
    [t("data.event.id"), event.id],
  ];
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One event in full; personal values stay dots. */
export function EventDrawer({ event, onClose, onPerson }: Props) {
  const t = useText();
  if (!event) return null;
  const { columns, properties, traits, context } = event;
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(event, null, 2));
    toast.success(t("ui.copied"));
  };
  const parts = { columns, properties, traits, context };
  return (
    <SideDrawer
      open
      onClose={onClose}
      width={600}
      title={event.label}
      purpose={<span className="mono">{event.name}</span>}
      actions={<Button onClick={() => void copy().catch(toast.error)}>{t("data.event.copy")}</Button>}
    >
      <div className="row" style={{ flexWrap: "wrap", marginBottom: 12 }}>
        <Chip tone={toneOfQuality(event.quality)} dot>
          {t(`data.quality.${event.quality}`)}
        </Chip>
        {event.reasons.map((reason) => (
          <Chip key={reason}>{wordOfReason(reason)}</Chip>
        ))}
        <span style={{ flex: 1 }} />
        {event.profile && (
          <>
            <Button
              type="link"
              size="small"
              onClick={() => {
                onPerson(event.profile ?? "");
                onClose();
              }}
            >
              {t("data.event.follow")}
            </Button>
            <Link to={`/customers/${event.profile}`}>{t("data.event.customer")}</Link>
          </>
        )}
      </div>
      <Facts event={event} />
      {Object.entries(parts)
        .filter(([, value]) => Object.keys(value).length > 0)
        .map(([name, value]) => (
          <section key={name} className={styles.part}>
            <h3>
              {t(`data.event.${name}`)} <span>{t(`data.event.${name}_note`)}</span>
            </h3>
            <JsonView value={value} maxHeight={320} />
          </section>
        ))}
    </SideDrawer>
  );
}

import { Link } from "react-router";
import { textOr, useText } from "@/i18n";
import { Card, Chip, DateTime } from "@/ui";
import { type Segment, type Usage, useUsage } from "../api";
import styles from "./builder.module.css";

const PLACES: Record<string, string> = { segment: "segments", journey: "journeys", campaign: "campaigns" };

export function UsageLink({ usage }: { usage: Usage }) {
  const place = PLACES[usage.kind];
  const name = (
    <>
      <Chip>{textOr(`segments.usage.${usage.kind}`, usage.kind)}</Chip>
      <span className="ellipsis">{usage.name}</span>
    </>
  );
  return place ? (
    <Link to={`/${place}/${usage.id}`} className="row">
      {name}
    </Link>
  ) : (
    <span className="row">{name}</span>
  );
}

/** What uses the segment, and its own data. */
export function AboutCard({ segment }: { segment: Segment }) {
  const t = useText();
  const usage = useUsage(segment.id);
  const used = usage.data ?? [];
  return (
    <Card title={t("segments.about.title")}>
      {used.length > 0 ? (
        <ul className={styles.usage}>
          {used.map((one) => (
            <li key={`${one.kind}${one.id}`}>
              <UsageLink usage={one} />
            </li>
          ))}
        </ul>
      ) : (
        usage.isSuccess && <p className="muted">{t("segments.about.unused")}</p>
      )}
      <dl className={styles.about}>
        <dt>{t("segments.about.kind")}</dt>
        <dd>{t(`segments.kind.${segment.kind}`)}</dd>
        <dt>{t("segments.about.key")}</dt>
        <dd className="mono ellipsis" title={segment.key}>
          {segment.key}
        </dd>
        <dt>{t("segments.about.created")}</dt>
        <dd>
          <DateTime at={segment.created_at} />
        </dd>
        <dt>{t("segments.about.updated")}</dt>
        <dd>
          <DateTime at={segment.updated_at} />
        </dd>
      </dl>
    </Card>
  );
}

import { useText } from "@/i18n";
import { BulletBar, Card, EmptyState, useFormat } from "@/ui";
import type { Report } from "../api";
import { holdName, reasonName } from "../names";
import styles from "./Report.module.css";
import type { Drill } from "./ReportPage";

interface Props {
  title: string;
  note: string;
  empty: string;
  counts: Record<string, number>;
  name: (reason: string) => string;
  tone: "warn" | "neutral";
  onOpen: (reason: string, title: string) => void;
}

function Reasons({ title, note, empty, counts, name, tone, onOpen }: Props) {
  const format = useFormat();
  const rows = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...rows.map(([, count]) => count));
  return (
    <Card title={title} note={note}>
      {rows.length === 0 && <EmptyState compact title={empty} />}
      {rows.map(([reason, count]) => (
        <div key={reason} className={styles.reason}>
          <span className="ellipsis">{name(reason)}</span>
          <BulletBar value={count} max={most} tone={tone} label={`${name(reason)} ${count}`} />
          <button type="button" className={styles.link} onClick={() => onOpen(reason, name(reason))}>
            {format.number(count)}
          </button>
        </div>
      ))}
    </Card>
  );
}

/** Why messages were held back, and why passes ended. */
export function ReasonsCards({ report, drill }: { report: Report; drill: Drill }) {
  const t = useText();
  return (
    <div className={styles.half}>
      <Reasons
        title={t("journeys.reasons.held")}
        note={t("journeys.reasons.held_note")}
        empty={t("journeys.reasons.held_empty")}
        counts={report.suppressed}
        name={holdName}
        tone="warn"
        onOpen={(reason, title) => drill.openMessages({ state: "suppressed", reason }, title)}
      />
      <Reasons
        title={t("journeys.reasons.left")}
        note={t("journeys.reasons.left_note")}
        empty={t("journeys.reasons.left_empty")}
        counts={report.reasons}
        name={reasonName}
        tone="neutral"
        onOpen={(reason, title) => drill.openPeople({ state: "exited", reason }, title)}
      />
    </div>
  );
}

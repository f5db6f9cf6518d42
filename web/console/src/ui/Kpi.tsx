import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { Card } from "./Card";
import { Definition } from "./Definition";
import { Delta } from "./figures";
import type { DeltaKind } from "./format";
import styles from "./Kpi.module.css";
import { Sparkline } from "./Sparkline";
import { StatusDot, type Tone } from "./StatusDot";

export interface KpiProps {
  label: string;
  /** Formatted figure, e.g. `<Money value={…} compact />`. */
  value: ReactNode;
  /** How it is counted; shown on hover of the label. */
  definition?: ReactNode;
  delta?: { change: number | null; kind?: DeltaKind; good?: "up" | "down" | "none"; against: string };
  /** Target or bound with its state. */
  target?: { text: ReactNode; tone: Tone };
  trend?: { values: number[]; target?: number; label: string };
  /** Draws figure and sparkline red: below target. */
  alarm?: boolean;
  /** Beside the label, e.g. 为什么变了. */
  action?: ReactNode;
  note?: ReactNode;
  /** Opens the people or rows behind the figure. */
  onOpen?: () => void;
}

export function Kpi({
  label,
  value,
  definition,
  delta,
  target,
  trend,
  alarm,
  action,
  note,
  onOpen,
}: KpiProps) {
  const className = `${styles.value} ${alarm ? styles.bad : ""}`;
  return (
    <div className={styles.kpi}>
      <div className={styles.label}>
        {definition ? (
          <Definition text={definition} icon>
            {label}
          </Definition>
        ) : (
          <span>{label}</span>
        )}
        {action}
      </div>
      <div className={styles.middle}>
        {onOpen ? (
          <button type="button" className={className} onClick={onOpen}>
            {value}
          </button>
        ) : (
          <span className={className}>{value}</span>
        )}
        {trend && <Sparkline {...trend} tone={alarm ? "bad" : "brand"} />}
      </div>
      <div className={styles.note}>
        {delta && <Delta {...delta} />}
        {target && (
          <div className="muted">
            <StatusDot tone={target.tone}>{target.text}</StatusDot>
          </div>
        )}
        {note && <div className="muted">{note}</div>}
      </div>
    </div>
  );
}

/** KPIs side by side in one card, hairlines between; skeletons keep their place while loading. */
export function KpiRow({ items, loading }: { items: KpiProps[]; loading?: boolean }) {
  return (
    <Card flush>
      <div className={styles.row}>
        {items.map((item) =>
          loading ? (
            <div key={item.label} className={styles.kpi}>
              <Skeleton active title={{ width: 72 }} paragraph={{ rows: 2, width: [96, 120] }} />
            </div>
          ) : (
            <Kpi key={item.label} {...item} />
          ),
        )}
      </div>
    </Card>
  );
}

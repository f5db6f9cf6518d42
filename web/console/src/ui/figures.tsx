import { Tooltip } from "antd";
import styles from "./figures.module.css";
import { type DateStyle, type DeltaKind, NONE, useFormat } from "./format";

interface FigureProps {
  value: number | null | undefined;
  compact?: boolean;
  digits?: number;
}

export function NumberText({ value, compact, digits }: FigureProps) {
  const format = useFormat();
  return (
    <span title={compact ? format.number(value) : undefined}>
      {format.number(value, { compact, digits })}
    </span>
  );
}

/** Money in minor units of the company's currency. */
export function Money({ value, compact, digits }: FigureProps) {
  const format = useFormat();
  return (
    <span title={compact ? format.money(value) : undefined}>{format.money(value, { compact, digits })}</span>
  );
}

/** A share: 0.201 is 20.1 %. */
export function Percent({ value, digits }: Omit<FigureProps, "compact">) {
  return <span>{useFormat().percent(value, digits)}</span>;
}

interface DateTimeProps {
  at: string | number | null | undefined;
  format?: DateStyle;
}

/** In the company's time zone; hover shows the full time and the zone. */
export function DateTime({ at, format: style = "short" }: DateTimeProps) {
  const format = useFormat();
  const text = format.dateTime(at, style);
  if (text === NONE) return <span className="muted">{NONE}</span>;
  return (
    <Tooltip title={`${format.dateTime(at, "full")} ${format.timezone}`} mouseEnterDelay={0.4}>
      <time dateTime={typeof at === "number" ? new Date(at).toISOString() : (at ?? undefined)}>{text}</time>
    </Tooltip>
  );
}

interface DeltaProps {
  change: number | null | undefined;
  kind?: DeltaKind;
  digits?: number;
  /** Which direction is good news; `none` stays grey. */
  good?: "up" | "down" | "none";
  /** Against what, e.g. "对比上周六". */
  against?: string;
  arrow?: boolean;
}

/** A signed, coloured change that names its comparison. */
export function Delta({ change, kind = "percent", digits, good = "up", against, arrow = true }: DeltaProps) {
  const format = useFormat();
  if (change === null || change === undefined || Number.isNaN(change))
    return <span className="muted">{NONE}</span>;
  const words = format.delta(change, kind, digits);
  const still = words.startsWith("±");
  const tone = still || good === "none" ? "even" : change > 0 === (good === "up") ? "better" : "worse";
  return (
    <span className={styles.delta}>
      <span className={styles[tone]}>
        {arrow && !still && <span aria-hidden>{change > 0 ? "▲ " : "▼ "}</span>}
        {words}
      </span>
      {against && <span className={styles.against}>{against}</span>}
    </span>
  );
}

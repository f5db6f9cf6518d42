import styles from "./BulletBar.module.css";

interface Props {
  value: number;
  /** Dark tick. */
  target?: number;
  /** Right end of the bar; default a little beyond the larger of value and target. */
  max?: number;
  tone?: "brand" | "ok" | "warn" | "bad" | "neutral";
  label: string;
}

/** A value as a bar, its target as a dark tick. */
export function BulletBar({ value, target, max, tone = "brand", label }: Props) {
  const end = max ?? Math.max(value, (target ?? value) * 1.15, 1e-9);
  const share = (one: number) => `${Math.min(100, Math.max(0, (100 * one) / end))}%`;
  const colour = tone === "neutral" ? "var(--ink-3)" : `var(--${tone})`;
  return (
    <div className={styles.bar} role="img" aria-label={label}>
      <div className={styles.track} />
      <div className={styles.fill} style={{ width: share(value), background: colour }} />
      {target !== undefined && <div className={styles.tick} style={{ left: share(target) }} />}
    </div>
  );
}

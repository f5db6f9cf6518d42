import type { LucideIcon } from "lucide-react";
import type { MouseEvent, ReactNode } from "react";
import styles from "./Chip.module.css";
import type { Tone } from "./StatusDot";

interface Props {
  tone?: Tone;
  icon?: LucideIcon;
  /** A coloured dot before the text (states such as "running"). */
  dot?: boolean;
  title?: string;
  onClick?: (event: MouseEvent) => void;
  children: ReactNode;
}

export function Chip({ tone = "neutral", icon: Icon, dot, title, onClick, children }: Props) {
  const inside = (
    <>
      {dot && <span className={`${styles.dot} ${styles[`dot-${tone}`]}`} aria-hidden />}
      {Icon && <Icon size={13} strokeWidth={1.8} aria-hidden />}
      <span className="ellipsis">{children}</span>
    </>
  );
  const className = `${styles.chip} ${styles[tone]}`;
  if (!onClick) {
    return (
      <span className={className} title={title}>
        {inside}
      </span>
    );
  }
  return (
    <button type="button" className={className} title={title} onClick={onClick}>
      {inside}
    </button>
  );
}

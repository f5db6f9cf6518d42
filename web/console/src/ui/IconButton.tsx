import { Tooltip } from "antd";
import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, Ref } from "react";
import styles from "./IconButton.module.css";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Read by screen readers and shown on hover. */
  label: string;
  icon: LucideIcon;
  dot?: "bad" | "brand" | "warn";
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, icon: Icon, dot, className, ...rest }: Props) {
  return (
    <Tooltip title={label} mouseEnterDelay={0.5}>
      <button type="button" {...rest} aria-label={label} className={`${styles.button} ${className ?? ""}`}>
        <Icon size={17} strokeWidth={1.8} aria-hidden />
        {dot && <span className={styles.dot} style={{ background: `var(--${dot})` }} />}
      </button>
    </Tooltip>
  );
}

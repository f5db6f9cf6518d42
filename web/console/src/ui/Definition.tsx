import { Tooltip } from "antd";
import { Info } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Definition.module.css";

interface Props {
  /** How the figure is counted: what, over which time, excluding what. */
  text: ReactNode;
  children: ReactNode;
  /** With the small ⓘ after it (labels); without, the figure itself answers to hover (tables). */
  icon?: boolean;
}

export function Definition({ text, children, icon }: Props) {
  return (
    <Tooltip title={text} styles={{ root: { maxWidth: 320 } }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the definition must be reachable by keyboard */}
      <span className={icon ? styles.label : styles.figure} tabIndex={0}>
        {children}
        {icon && <Info size={12} strokeWidth={1.8} aria-hidden />}
      </span>
    </Tooltip>
  );
}

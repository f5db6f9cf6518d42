import { Popover } from "antd";
import { type ReactNode, useContext, useState } from "react";
import { FreshContext } from "../context";
import styles from "./parts.module.css";

export type ChipLook = "verb" | "name" | "value" | "unset";

interface Props {
  /** What the chip decides, e.g. "时间范围"; read before its text. */
  label: string;
  text: ReactNode;
  look?: ChipLook;
  /** The editor; gets how to close it. */
  children: (close: () => void) => ReactNode;
}

/** A chip that opens the editor of what it says. */
export function ChipPopover({ label, text, look = "value", children }: Props) {
  const fresh = useContext(FreshContext);
  const [open, setOpen] = useState(fresh && look === "unset");
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      destroyOnHidden
      content={
        // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from any field inside
        <div
          className={styles.pop}
          onKeyDown={(event) => {
            if (event.key === "Escape") setOpen(false);
          }}
        >
          {children(() => setOpen(false))}
        </div>
      }
    >
      <button
        type="button"
        className={`${styles.chip} ${styles[look]}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={typeof text === "string" ? `${label}: ${text}` : label}
        title={typeof text === "string" ? text : undefined}
      >
        <span className="ellipsis">{text}</span>
      </button>
    </Popover>
  );
}

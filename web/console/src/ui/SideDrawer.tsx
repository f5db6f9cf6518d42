import { Drawer } from "antd";
import type { ReactNode } from "react";
import styles from "./SideDrawer.module.css";

interface Props {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  purpose?: ReactNode;
  actions?: ReactNode;
  footer?: ReactNode;
  width?: number;
  children: ReactNode;
}

/** Detail beside its list: 792 px from the right, title and answer first, the decision at the foot. */
export function SideDrawer({ open, onClose, title, purpose, actions, footer, width = 792, children }: Props) {
  return (
    <Drawer
      open={open}
      onClose={onClose}
      size={Math.min(width, window.innerWidth)}
      closable={{ placement: "end" }}
      destroyOnHidden
      title={
        <div>
          <div className={styles.title}>{title}</div>
          {purpose && <div className={styles.purpose}>{purpose}</div>}
        </div>
      }
      extra={actions}
      footer={footer && <div className={styles.footer}>{footer}</div>}
      styles={{ body: { padding: "16px 24px" }, header: { padding: "14px 24px" } }}
    >
      {children}
    </Drawer>
  );
}

import { Button } from "antd";
import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { toast } from "@/ui";
import styles from "./Sources.module.css";

interface Props {
  code: string;
  /** What the code is, at the left of the copy button. */
  title: ReactNode;
  /** More at the right, before the copy button. */
  extra?: ReactNode;
}

/** Code to copy, in a box that scrolls. */
export function CodeBox({ code, title, extra }: Props) {
  const t = useText();
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    toast.success(t("ui.copied"));
  };
  return (
    <div className={styles.code}>
      <div className={styles.codeHead}>
        <span>{title}</span>
        <span style={{ flex: 1 }} />
        {extra}
        <Button size="small" icon={<Copy size={13} />} onClick={() => void copy().catch(toast.error)}>
          {t("ui.copy")}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <pre tabIndex={0}>{code}</pre>
    </div>
  );
}

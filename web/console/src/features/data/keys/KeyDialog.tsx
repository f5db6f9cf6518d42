import { Button, Input, Modal } from "antd";
import { Copy } from "lucide-react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { toast } from "@/ui";
import type { WriteKey } from "../api";
import styles from "./Keys.module.css";
import { SnippetBox } from "./SnippetBox";

interface Props {
  shown: WriteKey | null;
  onClose: () => void;
}

/** A key with code to copy. A server's key is in clear only right after it was made. */
export function KeyDialog({ shown, onClose }: Props) {
  const t = useText();
  if (!shown) return null;
  const clear = shown.key;
  const copy = async () => {
    await navigator.clipboard.writeText(clear ?? "");
    toast.success(t("ui.copied"));
  };
  const lesson = clear ? (shown.kind === "server" ? "once" : "browser") : "hidden";
  return (
    <Modal
      open
      onCancel={onClose}
      title={t("data.keys.how", { name: shown.name })}
      mask={{ closable: !clear }}
      width={640}
      footer={
        <>
          <Link to={`/events?source=${encodeURIComponent(shown.name)}`} onClick={onClose}>
            <Button>{t("data.keys.watch")}</Button>
          </Link>{" "}
          <Button type="primary" onClick={onClose}>
            {t("data.keys.done")}
          </Button>
        </>
      }
    >
      <p className={styles.lesson}>{t(`data.keys.lesson_${lesson}`)}</p>
      {clear && (
        <div className={styles.key}>
          <Input readOnly value={clear} className="mono" aria-label={t("data.keys.key")} />
          <Button icon={<Copy size={15} />} onClick={() => void copy().catch(toast.error)}>
            {t("ui.copy")}
          </Button>
        </div>
      )}
      <SnippetBox apiKey={clear ?? `${shown.prefix}…`} kind={shown.kind} />
    </Modal>
  );
}

import { Button, Input, Modal } from "antd";
import { Copy } from "lucide-react";
import { useText } from "@/i18n";
import { toast } from "@/ui";
import type { ApiKey } from "../api";

/** The clear key, shown this once. */
export function NewKeyDialog({ made, onClose }: { made: ApiKey | null; onClose: () => void }) {
  const t = useText();
  const copy = async () => {
    await navigator.clipboard.writeText(made?.key ?? "");
    toast.success(t("ui.copied"));
  };
  return (
    <Modal
      open={made !== null}
      onCancel={onClose}
      title={t("organisation.keys.made", { name: made?.name ?? "" })}
      footer={
        <Button type="primary" onClick={onClose}>
          {t("organisation.keys.made_done")}
        </Button>
      }
      mask={{ closable: false }}
      width={560}
    >
      <p className="muted" style={{ marginBottom: 12 }}>
        {t("organisation.keys.made_lesson")}
      </p>
      <div className="row">
        <Input readOnly value={made?.key ?? ""} className="mono" aria-label={t("organisation.keys.key")} />
        <Button icon={<Copy size={15} />} onClick={() => void copy().catch(toast.error)}>
          {t("ui.copy")}
        </Button>
      </div>
    </Modal>
  );
}

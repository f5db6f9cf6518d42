import { useQueryClient } from "@tanstack/react-query";
import { Button, Progress, Upload } from "antd";
import { Download, FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useText } from "@/i18n";
import { Card, download, PageFrame, toast } from "@/ui";
import { KINDS, type Kind, MOST_BYTES, readSample, upload } from "./api";
import styles from "./Imports.module.css";
import { WizardSteps } from "./WizardSteps";
import { ICONS, sizeWords } from "./words";

function KindChoice({ kind, onChange }: { kind: Kind; onChange: (kind: Kind) => void }) {
  const t = useText();
  return (
    <div className={styles.kinds} role="radiogroup" aria-label={t("imports.new.kind")}>
      {KINDS.map((one) => {
        const Icon = ICONS[one];
        return (
          <label key={one} className={one === kind ? styles.chosen : undefined}>
            <input type="radio" name="kind" checked={one === kind} onChange={() => onChange(one)} />
            <span className={styles.kindIcon}>
              <Icon size={18} strokeWidth={1.8} aria-hidden />
            </span>
            <span>
              <span className={styles.kindName}>{t(`imports.kind.${one}`)}</span>
              <span className="caption">{t(`imports.kind_lesson.${one}`)}</span>
            </span>
          </label>
        );
      })}
    </div>
  );
}

interface Sending {
  name: string;
  size: number;
  share: number;
}

/** The upload with its progress; what was begun can be stopped. */
function useUpload(kind: Kind) {
  const t = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [sending, setSending] = useState<Sending | null>(null);
  const stop = useRef<AbortController>(null);
  const send = async (file: File) => {
    if (file.size > MOST_BYTES) {
      toast.error(t("imports.new.too_large"));
      return;
    }
    stop.current = new AbortController();
    const shown = { name: file.name, size: file.size };
    setSending({ ...shown, share: 0 });
    try {
      const onProgress = (share: number) => setSending({ ...shown, share });
      const row = await upload({ file, kind, onProgress, signal: stop.current.signal });
      client.setQueryData(["imports", row.id], row);
      void client.invalidateQueries({ queryKey: ["imports", "list"] });
      navigate(`/imports/${row.id}?step=map`, { replace: true });
    } catch (error) {
      if (!(error instanceof DOMException)) toast.error(error);
      setSending(null);
    }
  };
  return { sending, send, cancel: () => stop.current?.abort() };
}

function UploadProgress({ sending, cancel }: { sending: Sending; cancel: () => void }) {
  const t = useText();
  const percent = Math.round(100 * sending.share);
  return (
    <div className={styles.sending}>
      <div className="strong ellipsis">{sending.name}</div>
      <Progress percent={percent} status="active" />
      <div className="row">
        <span className="caption">
          {percent < 100
            ? t("imports.new.sending", { size: sizeWords(sending.size) })
            : t("imports.new.reading")}
        </span>
        <span style={{ flex: 1 }} />
        <Button size="small" onClick={cancel}>
          {t("ui.cancel")}
        </Button>
      </div>
    </div>
  );
}

/** Step 1: what the rows are, and the file. */
export default function NewImportPage() {
  const t = useText();
  const [kind, setKind] = useState<Kind>("contacts");
  const { sending, send, cancel } = useUpload(kind);
  const sample = async () => {
    download(`sample-${kind}.csv`, await readSample(kind));
    toast.success(t("imports.new.sample_done"));
  };
  return (
    <PageFrame title={t("imports.nav.new")} purpose={t("imports.new.purpose")}>
      <WizardSteps current="file" />
      <Card title={t("imports.new.kind")}>
        <KindChoice kind={kind} onChange={setKind} />
      </Card>
      <Card
        title={t("imports.new.file")}
        note={t("imports.new.formats")}
        extra={
          <Button
            type="link"
            size="small"
            icon={<Download size={14} />}
            onClick={() => void sample().catch(toast.error)}
          >
            {t("imports.new.sample", { kind: t(`imports.kind.${kind}`) })}
          </Button>
        }
      >
        {sending ? (
          <UploadProgress sending={sending} cancel={cancel} />
        ) : (
          <Upload.Dragger
            accept=".csv,.txt,.tsv,.xlsx,.parquet"
            showUploadList={false}
            beforeUpload={(file) => {
              void send(file);
              return false;
            }}
          >
            <div className={styles.drop}>
              <FileUp size={26} strokeWidth={1.5} aria-hidden />
              <div className="strong">{t("imports.new.drop")}</div>
              <div className="caption">{t("imports.new.drop_lesson")}</div>
            </div>
          </Upload.Dragger>
        )}
        <ul className={styles.needs}>
          {(["match", "again", "check"] as const).map((one) => (
            <li key={one}>{t(`imports.new.promise_${one}`)}</li>
          ))}
        </ul>
      </Card>
    </PageFrame>
  );
}

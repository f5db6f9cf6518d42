import { Alert, Button, Input, Modal, Select, Upload } from "antd";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { isApiError } from "@/api/errors";
import { textOr, useText } from "@/i18n";
import { toast, useFormat } from "@/ui";
import type { Segment } from "../api";
import { type ListReport, useImportPeople } from "./api";
import styles from "./depth.module.css";

const KINDS = ["auto", "phone", "email", "user_id", "unionid", "openid", "external_userid", "profile"];

interface Props {
  segment: Segment;
  open: boolean;
  onClose: () => void;
}

/** Puts people on a list by pasted identifiers or a CSV file: first the report, then the list. */
export function ImportDialog({ segment, open, onClose }: Props) {
  const t = useText();
  const [text, setText] = useState("");
  const [kind, setKind] = useState("auto");
  const [report, setReport] = useState<ListReport | null>(null);
  const run = useImportPeople(segment.id);
  const ask = (check_only: boolean) =>
    run.mutate(
      { text, kind, check_only },
      {
        onSuccess: (found) => {
          if (check_only) return setReport(found);
          toast.success(t("segments.static.added", { count: found.put }));
          close();
        },
      },
    );
  const close = () => {
    setText("");
    setReport(null);
    run.reset();
    onClose();
  };
  const edit = (next: string) => {
    setText(next);
    setReport(null);
  };
  return (
    <Modal
      open={open}
      onCancel={close}
      title={t("segments.import.title")}
      width={560}
      okText={report ? t("segments.import.put", { count: report.matched }) : t("segments.import.check")}
      okButtonProps={{ disabled: !text.trim() || report?.matched === 0, loading: run.isPending }}
      cancelText={t("ui.cancel")}
      onOk={() => ask(report === null)}
    >
      <div className={styles.importing}>
        <Input.TextArea
          autoFocus
          aria-label={t("segments.import.text")}
          placeholder={t("segments.import.placeholder")}
          value={text}
          onChange={(event) => edit(event.target.value)}
          autoSize={{ minRows: 6, maxRows: 12 }}
        />
        <div className="row">
          <Select
            aria-label={t("segments.import.kind")}
            value={kind}
            style={{ width: 200 }}
            onChange={(next: string) => {
              setKind(next);
              setReport(null);
            }}
            options={KINDS.map((one) => ({ value: one, label: textOr(`segments.import.kind_${one}`, one) }))}
          />
          <Upload
            accept=".csv,.txt,text/csv,text/plain"
            showUploadList={false}
            beforeUpload={(file) => {
              void file.text().then(edit);
              return false;
            }}
          >
            <Button icon={<FileUp size={15} aria-hidden />}>{t("segments.import.file")}</Button>
          </Upload>
        </div>
        {run.isError && (
          <Alert
            type="error"
            title={isApiError(run.error) ? run.error.detail : t("ui.error.page")}
            showIcon
          />
        )}
        {report && <Report report={report} />}
      </div>
    </Modal>
  );
}

function Report({ report }: { report: ListReport }) {
  const t = useText();
  const format = useFormat();
  return (
    <section aria-label={t("segments.import.report")}>
      <div className={styles.sides}>
        {(["matched", "unknown", "repeated"] as const).map((one) => (
          <div key={one}>
            <span className="muted">{t(`segments.import.${one}`)}</span>
            <strong>{format.number(report[one])}</strong>
          </div>
        ))}
      </div>
      {report.unused.length > 0 && (
        <ul className={styles.unused}>
          {report.unused.map((one) => (
            <li key={one.number}>
              <span className="muted">{t("segments.import.line", { number: one.number })}</span>
              <span className="mono ellipsis">{one.text}</span>
              <span className="caption">{t(`segments.import.reason_${one.reason}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

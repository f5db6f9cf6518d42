import { Alert, Button, Form, Input, Upload } from "antd";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { FormDialog, toast, useFormat } from "@/ui";
import { useBlock } from "../api";
import { KindSelect } from "./KindSelect";

interface Words {
  kind: string;
  text: string;
  reason: string;
}
interface Result {
  added: number;
  known: number;
  refused: { line: number; code: string }[];
}

const MOST = 10_000;
const linesOf = (text: string) => text.split(/\r?\n/).map((line) => line.replace(/^"|"$/g, "").trim());

/** Text from the clipboard or a file, one value a line. */
function TextField({ value = "", onChange }: { value?: string; onChange?: (text: string) => void }) {
  const t = useText();
  const format = useFormat();
  const count = linesOf(value).filter(Boolean).length;
  return (
    <>
      <Input.TextArea
        value={value}
        onChange={(event) => onChange?.(event.target.value)}
        rows={8}
        placeholder={t("identity.import.example")}
      />
      <div style={{ display: "flex", alignItems: "center", gap: 12, marginTop: 8 }}>
        <Upload
          accept=".csv,.txt"
          showUploadList={false}
          beforeUpload={(file) => {
            void file.text().then((text) => onChange?.(text.replace(/^\uFEFF/, "")));
            return false;
          }}
        >
          <Button size="small" icon={<FileUp size={14} />}>
            {t("identity.import.file")}
          </Button>
        </Upload>
        <span className="caption muted">
          {t("identity.import.count", { n: format.number(count), most: format.number(MOST) })}
        </span>
      </div>
    </>
  );
}

/** Block a list; lines that cannot be taken are named with why. */
export function ImportDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const block = useBlock();
  const [result, setResult] = useState<Result | null>(null);
  const close = () => {
    setResult(null);
    onClose();
  };
  return (
    <>
      <FormDialog<Words, Parameters<typeof block.mutate>[0], Result>
        open={open && result === null}
        onClose={close}
        title={t("identity.import.title")}
        purpose={t("identity.import.purpose")}
        submit={t("identity.import.submit")}
        mutation={block}
        initial={{ kind: "phone", text: "", reason: "" }}
        request={({ kind, text, reason }) => ({ kind, reason, values: linesOf(text), take_back: false })}
        onDone={(done) => {
          if (done.refused.length > 0) setResult(done);
          else {
            toast.success(t("identity.import.done", { added: done.added, known: done.known }));
            onClose();
          }
        }}
      >
        <Form.Item name="kind" label={t("identity.kinds.kind")}>
          <KindSelect />
        </Form.Item>
        <Form.Item
          name="text"
          label={t("identity.import.values")}
          rules={[{ required: true, whitespace: true, message: t("identity.blocked.value_missing") }]}
        >
          <TextField />
        </Form.Item>
        <Form.Item name="reason" label={t("identity.blocked.reason")}>
          <Input maxLength={200} placeholder={t("identity.blocked.reason_example")} />
        </Form.Item>
      </FormDialog>
      {open && result && (
        <Alert
          type="warning"
          showIcon
          closable={{ onClose: close }}
          title={t("identity.import.partly", {
            added: result.added,
            known: result.known,
            refused: result.refused.length,
          })}
          description={result.refused
            .slice(0, 12)
            .map((one) =>
              t("identity.import.line", { line: one.line, why: t(`identity.import.${one.code}`) }),
            )
            .join("；")}
        />
      )}
    </>
  );
}

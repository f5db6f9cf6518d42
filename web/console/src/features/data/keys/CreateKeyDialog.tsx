import { Form, Input, Radio } from "antd";
import { useText } from "@/i18n";
import { FormDialog } from "@/ui";
import { useCreateWriteKey, type WriteKey } from "../api";

interface Words {
  name: string;
  kind: "browser" | "server";
}

interface Props {
  open: boolean;
  onClose: () => void;
  onMade: (key: WriteKey) => void;
}

/** A new source: its name stands at every event that it sends. */
export function CreateKeyDialog({ open, onClose, onMade }: Props) {
  const t = useText();
  const create = useCreateWriteKey();
  return (
    <FormDialog<Words, Words, WriteKey>
      open={open}
      onClose={onClose}
      title={t("data.keys.create")}
      purpose={t("data.keys.create_lesson")}
      submit={t("data.keys.create_submit")}
      mutation={create}
      request={(words) => words}
      onDone={onMade}
      initial={{ name: "", kind: "server" }}
    >
      <Form.Item
        name="name"
        label={t("data.keys.name")}
        rules={[{ required: true, message: t("data.keys.name_missing") }]}
      >
        <Input placeholder="mini-program" />
      </Form.Item>
      <Form.Item name="kind" label={t("data.keys.kind")} style={{ marginBottom: 4 }}>
        <Radio.Group
          options={(["server", "browser"] as const).map((value) => ({
            value,
            label: (
              <span>
                {t(`data.keys.kind_${value}`)}{" "}
                <span className="caption">{t(`data.keys.kind_${value}_lesson`)}</span>
              </span>
            ),
          }))}
          style={{ display: "grid", gap: 8 }}
        />
      </Form.Item>
    </FormDialog>
  );
}

import { Form, Input } from "antd";
import { useText } from "@/i18n";
import { FormDialog } from "@/ui";
import { type Segment, useUpdateSegment } from "../api";

/** Name and description. */
export function RenameDialog({ segment, onClose }: { segment: Segment | null; onClose: () => void }) {
  const t = useText();
  const update = useUpdateSegment();
  return (
    <FormDialog
      open={segment !== null}
      onClose={onClose}
      title={t("segments.builder.rename")}
      submit={t("segments.builder.save")}
      mutation={update}
      request={(words: { name: string; description: string }) => ({ id: segment?.id ?? "", ...words })}
      initial={{ name: segment?.name ?? "", description: segment?.description ?? "" }}
    >
      <Form.Item
        name="name"
        label={t("segments.save.name")}
        rules={[{ required: true, whitespace: true, message: t("segments.save.name_missing") }]}
      >
        <Input autoFocus maxLength={120} />
      </Form.Item>
      <Form.Item name="description" label={t("segments.save.description")} style={{ marginBottom: 4 }}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={500} />
      </Form.Item>
    </FormDialog>
  );
}

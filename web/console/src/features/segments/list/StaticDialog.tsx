import { Form, Input } from "antd";
import { useNavigate } from "react-router";
import { useText } from "@/i18n";
import { FormDialog } from "@/ui";
import { type SegmentIn, useCreateSegment } from "../api";

/** A list kept by hand. */
export function StaticDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const create = useCreateSegment();
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={t("segments.list.new_static")}
      purpose={t("segments.kind.static_words")}
      submit={t("segments.save.submit")}
      mutation={create}
      request={(words: { name: string; description: string }): SegmentIn => ({
        ...words,
        key: "",
        kind: "static",
        condition: null,
      })}
      onDone={(made) => navigate(`/segments/${made.id}`)}
      initial={{ name: "", description: "" }}
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

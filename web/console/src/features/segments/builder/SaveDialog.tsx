import { Form, Input, Radio } from "antd";
import { useText } from "@/i18n";
import { FormDialog } from "@/ui";
import { type Segment, type SegmentIn, useCreateSegment } from "../api";
import type { Condition } from "../condition";

interface Props {
  open: boolean;
  onClose: () => void;
  condition: Condition;
  /** Suggested words (save as). */
  name?: string;
  description?: string;
  onDone: (made: Segment) => void;
}

/** Names a new segment: first save and 另存为. */
export function SaveDialog({ open, onClose, condition, name = "", description = "", onDone }: Props) {
  const t = useText();
  const create = useCreateSegment();
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={t("segments.save.title")}
      submit={t("segments.save.submit")}
      mutation={create}
      request={(words: Pick<SegmentIn, "name" | "description" | "kind">): SegmentIn => ({
        ...words,
        key: "",
        condition: condition as unknown as Record<string, unknown>,
      })}
      onDone={onDone}
      initial={{ name, description, kind: "dynamic" }}
    >
      <Form.Item
        name="name"
        label={t("segments.save.name")}
        rules={[{ required: true, whitespace: true, message: t("segments.save.name_missing") }]}
      >
        <Input autoFocus maxLength={120} placeholder={t("segments.save.name_example")} />
      </Form.Item>
      <Form.Item name="description" label={t("segments.save.description")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={500} />
      </Form.Item>
      <Form.Item name="kind" label={t("segments.list.kind")} style={{ marginBottom: 4 }}>
        <Radio.Group
          style={{ display: "grid", gap: 6 }}
          options={[
            { value: "dynamic", label: t("segments.save.dynamic") },
            { value: "snapshot", label: t("segments.save.snapshot") },
          ]}
        />
      </Form.Item>
    </FormDialog>
  );
}

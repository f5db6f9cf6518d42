import { Form, Input } from "antd";
import { useNavigate } from "react-router";
import { useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { type Segment, useDuplicateSegment } from "../api";

export function CopyDialog({ segment, onClose }: { segment: Segment | null; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const duplicate = useDuplicateSegment();
  return (
    <FormDialog
      open={segment !== null}
      onClose={onClose}
      title={t("segments.menu.copy")}
      submit={t("segments.menu.copy_submit")}
      mutation={duplicate}
      request={(words: { name: string }) => ({ id: segment?.id ?? "", name: words.name })}
      onDone={(made) => {
        toast.success(t("segments.builder.saved", { name: made.name }));
        navigate(`/segments/${made.id}`);
      }}
      initial={{ name: segment ? t("segments.list.copy_of", { name: segment.name }) : "" }}
    >
      <Form.Item
        name="name"
        label={t("segments.save.name")}
        rules={[{ required: true, whitespace: true, message: t("segments.save.name_missing") }]}
        style={{ marginBottom: 4 }}
      >
        <Input autoFocus maxLength={120} />
      </Form.Item>
    </FormDialog>
  );
}

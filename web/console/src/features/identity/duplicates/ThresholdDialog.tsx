import { Form, InputNumber, Switch } from "antd";
import { useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { type Summary, useSetThreshold } from "./api";

interface Words {
  on: boolean;
  percent: number;
}

/** Off by default: an administrator says from which certainty pairs are merged without a look. */
export function ThresholdDialog({
  summary,
  open,
  onClose,
}: {
  summary: Summary;
  open: boolean;
  onClose: () => void;
}) {
  const t = useText();
  const save = useSetThreshold();
  return (
    <FormDialog<Words, { auto_threshold: number | null }, Summary>
      open={open}
      onClose={onClose}
      title={t("identity.duplicates.auto")}
      purpose={t("identity.duplicates.auto_purpose")}
      submit={t("identity.kinds.save")}
      mutation={save}
      initial={{ on: summary.auto_threshold !== null, percent: (summary.auto_threshold ?? 0.999) * 100 }}
      request={({ on, percent }) => ({ auto_threshold: on ? percent / 100 : null })}
      onDone={() => toast.success(t("identity.duplicates.auto_saved"))}
    >
      <Form.Item name="on" label={t("identity.duplicates.auto_on")} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) => (
          <Form.Item
            name="percent"
            label={t("identity.duplicates.auto_percent")}
            extra={t("identity.duplicates.auto_percent_what")}
          >
            <InputNumber min={90} max={100} step={0.1} suffix="%" disabled={!getFieldValue("on")} />
          </Form.Item>
        )}
      </Form.Item>
    </FormDialog>
  );
}

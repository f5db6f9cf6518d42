import { Form, Input, Select } from "antd";
import { useText } from "@/i18n";
import { FormDialog } from "@/ui";
import { type ApiKey, useCreateApiKey } from "../api";
import { MODULES } from "../permissions";

interface Words {
  name: string;
  permissions: string[];
  days: number;
}

const DAYS = [30, 90, 365, 0];

interface Props {
  open: boolean;
  onClose: () => void;
  onMade: (key: ApiKey) => void;
}

export function CreateKeyDialog({ open, onClose, onMade }: Props) {
  const t = useText();
  const create = useCreateApiKey();
  const options = MODULES.map((module) => ({
    label: t(`organisation.module.${module}`),
    options: [`${module}.read`, `${module}.write`].map((value) => ({ value, label: value })),
  }));
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={t("organisation.keys.create")}
      purpose={t("organisation.keys.create_purpose")}
      submit={t("organisation.keys.create_submit")}
      mutation={create}
      request={({ name, permissions, days }: Words) => ({
        name,
        permissions,
        expires_at: days ? new Date(Date.now() + days * 86_400_000).toISOString() : null,
      })}
      onDone={onMade}
      initial={{ name: "", permissions: [], days: 365 }}
    >
      <Form.Item
        name="name"
        label={t("organisation.keys.name")}
        extra={t("organisation.keys.name_lesson")}
        rules={[{ required: true, message: t("organisation.keys.name_missing") }]}
      >
        <Input maxLength={80} autoFocus />
      </Form.Item>
      <Form.Item
        name="permissions"
        label={t("organisation.keys.permissions")}
        extra={t("organisation.keys.permissions_lesson")}
        rules={[
          { required: true, type: "array", min: 1, message: t("organisation.keys.permissions_missing") },
        ]}
      >
        <Select mode="multiple" options={options} />
      </Form.Item>
      <Form.Item name="days" label={t("organisation.keys.expires")} style={{ marginBottom: 4 }}>
        <Select
          options={DAYS.map((days) => ({
            value: days,
            label: days ? t("organisation.keys.days", { count: days }) : t("organisation.keys.never"),
          }))}
        />
      </Form.Item>
    </FormDialog>
  );
}

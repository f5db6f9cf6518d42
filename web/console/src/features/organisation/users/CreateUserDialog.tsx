import { Form, Input, Radio } from "antd";
import { useSession } from "@/api/session";
import { useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { type UserIn, useCreateUser } from "../api";
import { PasswordField } from "./PasswordField";
import { UserFields } from "./UserFields";

export function CreateUserDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const { user, language } = useSession();
  const create = useCreateUser();
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={t("organisation.users.create")}
      purpose={t("organisation.users.create_purpose")}
      submit={t("organisation.users.create_submit")}
      mutation={create}
      request={(words: UserIn) => words}
      onDone={(made) => toast.success(t("organisation.users.created", { name: made.name }))}
      initial={{ org_unit: user.org_unit, language, role: undefined, email: "", name: "", password: "" }}
    >
      <Form.Item
        name="email"
        label={t("organisation.users.email")}
        rules={[{ required: true, type: "email", message: t("organisation.users.email_missing") }]}
      >
        <Input autoComplete="off" inputMode="email" autoFocus placeholder="name@company.example" />
      </Form.Item>
      <UserFields />
      <PasswordField />
      <Form.Item name="language" label={t("organisation.users.language")} style={{ marginBottom: 4 }}>
        <Radio.Group
          options={[
            { value: "zh-CN", label: "简体中文" },
            { value: "en", label: "English" },
          ]}
        />
      </Form.Item>
    </FormDialog>
  );
}

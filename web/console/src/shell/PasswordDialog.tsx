import { useMutation } from "@tanstack/react-query";
import { Form, Input } from "antd";
import { request } from "@/api/client";
import { useText } from "@/i18n";
import { FormDialog } from "@/ui/FormDialog";
import { toast } from "@/ui/toast";

interface Words {
  current: string;
  password: string;
  again: string;
}

/** Change the own password. */
export function PasswordDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const change = useMutation({
    meta: { silent: true },
    mutationFn: ({ current, password }: Words) =>
      request("POST", "/api/v1/session/password", { body: { current, password } }),
  });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={t("shell.user.password")}
      submit={t("shell.password.submit")}
      mutation={change}
      request={(words: Words) => words}
      onDone={() => toast.success(t("shell.password.done"))}
      width={420}
    >
      <Form.Item name="current" label={t("shell.password.current")} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("shell.password.new")}
        extra={t("shell.password.rule")}
        rules={[{ required: true, min: 10, message: t("shell.password.rule") }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("shell.password.again")}
        dependencies={["password"]}
        rules={[
          { required: true },
          ({ getFieldValue }) => ({
            validator: (_rule, value) =>
              !value || value === getFieldValue("password")
                ? Promise.resolve()
                : Promise.reject(new Error(t("shell.password.differs"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </FormDialog>
  );
}

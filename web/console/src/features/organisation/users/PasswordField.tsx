import { Button, Form, Input } from "antd";
import { Dices } from "lucide-react";
import { useText } from "@/i18n";

const SIGNS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** 16 signs that cannot be mistaken for each other, from the browser's own random source. */
export function randomPassword(length = 16): string {
  const numbers = crypto.getRandomValues(new Uint32Array(length));
  return Array.from(numbers, (number) => SIGNS[number % SIGNS.length]).join("");
}

/** A first or new password for somebody else: shown in clear, to be handed over. */
export function PasswordField() {
  const t = useText();
  const form = Form.useFormInstance();
  return (
    <Form.Item
      name="password"
      label={t("organisation.users.first_password")}
      extra={t("organisation.users.first_password_lesson")}
      rules={[{ required: true, min: 10, message: t("organisation.users.password_rule") }]}
    >
      <Input
        autoComplete="off"
        spellCheck={false}
        className="mono"
        suffix={
          <Button
            type="text"
            size="small"
            icon={<Dices size={15} />}
            onClick={() => form.setFieldsValue({ password: randomPassword() })}
          >
            {t("organisation.users.generate")}
          </Button>
        }
      />
    </Form.Item>
  );
}

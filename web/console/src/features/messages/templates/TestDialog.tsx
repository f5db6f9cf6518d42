import { Form, Input } from "antd";
import { Link } from "react-router";
import { useSession } from "@/api/session";
import { useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { useChannels, useSendTest } from "../api";
import { ProfilePicker } from "./ProfilePicker";

interface Props {
  id: string;
  open: boolean;
  profile: string;
  onClose: () => void;
}

interface Words {
  address: string;
  profile: string;
}

/** A test mail to staff, rendered as one person; nobody's figures change. */
export function TestDialog({ id, open, profile, onClose }: Props) {
  const t = useText();
  const { user } = useSession();
  const send = useSendTest(id);
  const channels = useChannels();
  const local = channels.data?.find((one) => one.key === "email")?.mode === "outbox";
  return (
    <FormDialog<Words, Words, { id: string }>
      open={open}
      onClose={onClose}
      title={t("messages.test.title")}
      purpose={
        <>
          {t(local ? "messages.test.purpose_local" : "messages.test.purpose")}{" "}
          <Link to="/messages?node=test">{t("messages.test.outbox")}</Link>
        </>
      }
      submit={t("messages.test.submit")}
      mutation={send}
      request={({ address, profile: as }) => ({ address, profile: as ?? "" })}
      onDone={() => toast.success(t("messages.test.done"))}
      initial={{ address: user.email, profile }}
    >
      <Form.Item
        name="address"
        label={t("messages.test.address")}
        rules={[{ required: true, type: "email", message: t("messages.test.address_wrong") }]}
      >
        <Input type="email" />
      </Form.Item>
      <Form.Item name="profile" label={t("messages.preview.as")} valuePropName="value">
        <PickerField />
      </Form.Item>
    </FormDialog>
  );
}

function PickerField({ value = "", onChange }: { value?: string; onChange?: (profile: string) => void }) {
  return <ProfilePicker value={value} onChange={(profile) => onChange?.(profile)} />;
}

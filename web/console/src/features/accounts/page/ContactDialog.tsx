import { Form, Input, Select } from "antd";
import { PersonSelect } from "@/features/customers";
import { useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { type AccountDetail, type Contact, type ContactIn, usePutContact } from "../api";
import { nameOfRole, ROLES } from "../words";

interface Props {
  account: AccountDetail;
  /** The contact to change, "new", or null when closed. */
  contact: Contact | "new" | null;
  onClose: () => void;
}

/** Make a person a contact of the company, or change their part in it. */
export function ContactDialog({ account, contact, onClose }: Props) {
  const t = useText();
  const old = contact === "new" ? null : contact;
  const put = usePutContact(account.id);
  return (
    <FormDialog<ContactIn, ContactIn, AccountDetail>
      key={old?.person ?? "new"}
      open={contact !== null}
      onClose={onClose}
      title={old ? t("accounts.contact.edit", { name: old.name }) : t("accounts.contact.add")}
      purpose={t("accounts.contact.purpose")}
      submit={t("accounts.save")}
      mutation={put}
      initial={{ person: old?.person ?? "", role: old?.role ?? "decision_maker", title: old?.title ?? "" }}
      request={(words) => ({ ...words, title: words.title?.trim() ?? "" })}
      onDone={() => toast.success(t("accounts.contact.saved"))}
    >
      <Form.Item
        name="person"
        hidden={old !== null}
        label={t("accounts.contact.person")}
        rules={[{ required: true, message: t("accounts.contact.person_missing") }]}
      >
        <PersonSelect label={t("accounts.contact.person")} />
      </Form.Item>
      <Form.Item name="role" label={t("accounts.contact.role")}>
        <Select options={ROLES.map((value) => ({ value, label: nameOfRole(value) }))} />
      </Form.Item>
      <Form.Item name="title" label={t("accounts.contact.title")}>
        <Input maxLength={60} />
      </Form.Item>
    </FormDialog>
  );
}

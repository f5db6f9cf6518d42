import { AutoComplete, Form, Input, InputNumber, Select } from "antd";
import { useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { AccountSelect } from "./AccountSelect";
import styles from "./accounts.module.css";
import { type AccountDetail, type AccountIn, useFacets, useSaveAccount } from "./api";
import { KINDS, nameOfKind } from "./words";

interface Props {
  account: AccountDetail | "new" | null;
  onClose: () => void;
  onDone?: (account: AccountDetail) => void;
}

const EMPTY: AccountIn = {
  name: "",
  kind: "key_account",
  credit_code: "",
  industry: "",
  province: "",
  city: "",
  website: "",
  note: "",
  employees: null,
  parent: null,
  owner: null,
};

/** Only the fields of the form: what else the server tells of a company is not sent back. */
const formOf = (given: Partial<AccountIn>): AccountIn =>
  Object.fromEntries(
    Object.entries(EMPTY).map(([key, empty]) => [key, given[key as keyof AccountIn] ?? empty]),
  ) as unknown as AccountIn;

/** A new company, or a change of one. */
export function AccountDialog({ account, onClose, onDone }: Props) {
  const t = useText();
  const old = account === "new" ? null : account;
  const facets = useFacets();
  const save = useSaveAccount(old?.id ?? null);
  const offered = (values: string[] | undefined) => (values ?? []).map((value) => ({ value }));
  return (
    <FormDialog<AccountIn, AccountIn, AccountDetail>
      key={old?.id ?? "new"}
      open={account !== null}
      onClose={onClose}
      title={t(old ? "accounts.edit" : "accounts.create")}
      submit={t("accounts.save")}
      mutation={save}
      initial={old ? formOf(old) : EMPTY}
      request={formOf}
      onDone={(saved) => {
        toast.success(t("accounts.saved", { name: saved.name }));
        onDone?.(saved);
      }}
      width={600}
    >
      <div className={styles.two}>
        <Form.Item
          name="name"
          label={t("accounts.field.name")}
          rules={[{ required: true, whitespace: true, message: t("accounts.required") }]}
        >
          <Input maxLength={120} autoFocus />
        </Form.Item>
        <Form.Item name="kind" label={t("accounts.field.kind")}>
          <Select options={KINDS.map((value) => ({ value, label: nameOfKind(value) }))} />
        </Form.Item>
        <Form.Item name="credit_code" label={t("accounts.field.credit_code")}>
          <Input maxLength={20} className="mono" />
        </Form.Item>
        <Form.Item name="industry" label={t("accounts.field.industry")}>
          <AutoComplete options={offered(facets.data?.industries)} showSearch={{ filterOption: true }} />
        </Form.Item>
        <Form.Item name="province" label={t("accounts.field.province")}>
          <AutoComplete options={offered(facets.data?.provinces)} showSearch={{ filterOption: true }} />
        </Form.Item>
        <Form.Item name="city" label={t("accounts.field.city")}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="parent" label={t("accounts.field.parent")}>
          <AccountSelect label={t("accounts.field.parent")} known={old} />
        </Form.Item>
        <Form.Item name="owner" label={t("accounts.field.owner")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            options={(facets.data?.owners ?? []).map((one) => ({ value: one.id, label: one.name }))}
          />
        </Form.Item>
        <Form.Item name="employees" label={t("accounts.field.employees")}>
          <InputNumber min={0} max={10_000_000} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="website" label={t("accounts.field.website")}>
          <Input type="url" maxLength={200} placeholder="https://" />
        </Form.Item>
      </div>
      <Form.Item name="note" label={t("accounts.field.note")}>
        <Input.TextArea maxLength={4000} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
    </FormDialog>
  );
}

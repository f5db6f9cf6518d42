import { Form, Input, Select } from "antd";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { type Customer, findCustomers } from "../../api";
import { nameOf } from "../../words";
import { type Profile, useMerge } from "../api";

interface Words {
  second: string;
  reason: string;
}

/** Customers found by words, but not the person themselves. */
function useFound(words: string, but: string): Customer[] {
  const [found, setFound] = useState<Customer[]>([]);
  useEffect(() => {
    if (!words.trim()) return setFound([]);
    let wanted = true;
    const timer = setTimeout(async () => {
      const people = await findCustomers(words.trim(), 8).catch(() => []);
      if (wanted) setFound(people.filter((one) => one.id !== but));
    }, 250);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [words, but]);
  return found;
}

function OtherField({ person, value, onChange }: OtherProps) {
  const t = useText();
  const [words, setWords] = useState("");
  const found = useFound(words, person.id);
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setWords }}
      value={value || undefined}
      onChange={onChange}
      placeholder={t("customers.merge.search")}
      aria-label={t("customers.merge.other")}
      notFoundContent={t(words ? "customers.merge.nobody" : "customers.merge.type")}
      options={found.map((one) => ({
        value: one.id,
        label: [nameOf(one), one.phone, one.city, one.stage_label].filter(Boolean).join(" · "),
      }))}
    />
  );
}

interface OtherProps {
  person: Profile;
  value?: string;
  onChange?: (id: string) => void;
}

/** Say that two profiles are one person; the older stands for both, and it can be undone. */
export function MergeDialog({
  person,
  open,
  onClose,
}: {
  person: Profile;
  open: boolean;
  onClose: () => void;
}) {
  const t = useText();
  const go = useNavigate();
  const merge = useMerge();
  return (
    <FormDialog<Words, { first: string; second: string; reason: string }, { merge: string; profile: string }>
      open={open}
      onClose={onClose}
      title={t("customers.merge.title", { name: nameOf(person) })}
      purpose={t("customers.merge.purpose")}
      submit={t("customers.merge.submit")}
      mutation={merge}
      initial={{ second: "", reason: "" }}
      request={(words) => ({ first: person.id, ...words })}
      onDone={({ profile }) => {
        toast.success(t("customers.merge.done"));
        void go(`/customers/${profile}`, { replace: true });
      }}
    >
      <Form.Item
        name="second"
        label={t("customers.merge.other")}
        rules={[{ required: true, message: t("customers.merge.other_missing") }]}
      >
        <OtherField person={person} />
      </Form.Item>
      <Form.Item name="reason" label={t("customers.merge.reason")}>
        <Input maxLength={400} placeholder={t("customers.merge.reason_example")} />
      </Form.Item>
    </FormDialog>
  );
}

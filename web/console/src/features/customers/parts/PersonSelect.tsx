import { Select } from "antd";
import { useEffect, useState } from "react";
import { useText } from "@/i18n";
import { type Customer, findCustomers } from "../api";
import { nameOf } from "../words";

interface Props {
  value?: string;
  onChange?: (id: string) => void;
  label: string;
}

/** Choose one customer by name, phone, e-mail or number. */
export function PersonSelect({ value, onChange, label }: Props) {
  const t = useText();
  const [words, setWords] = useState("");
  const [found, setFound] = useState<Customer[]>([]);
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(async () => {
      const people = await findCustomers(words.trim(), 8).catch(() => []);
      if (wanted) setFound(people);
    }, 250);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [words]);
  return (
    <Select
      style={{ width: "100%" }}
      showSearch={{ filterOption: false, onSearch: setWords }}
      value={value || undefined}
      onChange={onChange}
      placeholder={t("customers.merge.search")}
      aria-label={label}
      notFoundContent={t("customers.merge.nobody")}
      options={found.map((one) => ({
        value: one.id,
        label: [nameOf(one), one.phone, one.city, one.stage_label].filter(Boolean).join(" · "),
      }))}
    />
  );
}

import { Select } from "antd";
import { useEffect, useState } from "react";
import { type Account, findAccounts } from "./api";

interface Props {
  value?: string | null;
  onChange?: (id: string | null) => void;
  label: string;
  /** The company whose form this is: it cannot be chosen itself, and names the present choice. */
  known?: Account | null;
}

/** Choose one company by name. */
export function AccountSelect({ value, onChange, label, known }: Props) {
  const [words, setWords] = useState("");
  const [found, setFound] = useState<Account[]>([]);
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(async () => {
      const companies = await findAccounts(words.trim()).catch(() => []);
      if (wanted) setFound(companies);
    }, 250);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [words]);
  const options = found
    .filter((one) => one.id !== known?.id)
    .map((one) => ({ value: one.id, label: [one.name, one.city].filter(Boolean).join(" · ") }));
  if (known?.parent && !options.some((one) => one.value === known.parent))
    options.unshift({ value: known.parent, label: known.parent_name });
  return (
    <Select
      style={{ width: "100%" }}
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      value={value || undefined}
      onChange={(id?: string) => onChange?.(id ?? null)}
      aria-label={label}
      options={options}
    />
  );
}

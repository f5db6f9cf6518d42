import { Select } from "antd";
import { useState } from "react";
import { useText } from "@/i18n";
import { useProfileChoices } from "../api";
import { useRested } from "./useDraft";

interface Props {
  value: string;
  onChange: (profile: string) => void;
  disabled?: boolean;
}

/** A customer by name, phone or e-mail; empty: nobody in particular. */
export function ProfilePicker({ value, onChange, disabled }: Props) {
  const t = useText();
  const [words, setWords] = useState("");
  const found = useProfileChoices(useRested(words, 250));
  const people = found.data?.items ?? [];
  return (
    <Select
      value={value || undefined}
      onChange={(profile: string | undefined) => onChange(profile ?? "")}
      disabled={disabled}
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      loading={found.isFetching}
      placeholder={t("messages.preview.nobody")}
      aria-label={t("messages.preview.as")}
      notFoundContent={found.isFetching ? t("ui.loading") : t("messages.preview.none_found")}
      style={{ width: 210 }}
      options={people.map((one) => ({
        value: one.id,
        label: (
          <span title={one.email}>
            {one.name || t("messages.preview.nameless")}{" "}
            <span className="muted">{one.phone || one.email}</span>
          </span>
        ),
      }))}
    />
  );
}

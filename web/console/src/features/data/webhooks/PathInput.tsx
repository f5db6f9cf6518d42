import { AutoComplete } from "antd";
import { useText } from "@/i18n";
import type { Found } from "./paths";
import styles from "./Webhooks.module.css";

interface Props {
  value: string;
  onChange: (path: string) => void;
  paths: Found[];
  label: string;
  /** Only lists. */
  lists?: boolean;
}

/** A path into the payload, offered from the sample with what stands there. */
export function PathInput({ value, onChange, paths, label, lists }: Props) {
  const t = useText();
  const offered = lists ? paths.filter((one) => one.list) : paths;
  return (
    <AutoComplete
      value={value}
      onChange={onChange}
      aria-label={label}
      placeholder={t("data.hooks.path")}
      allowClear
      className={styles.path}
      popupMatchSelectWidth={340}
      showSearch={{
        filterOption: (typed, option) => String(option?.value).toLowerCase().includes(typed.toLowerCase()),
      }}
      options={offered.map((one) => ({
        value: one.path,
        label: (
          <span className={styles.offer}>
            <code>{one.path}</code>
            <span>{one.shown}</span>
          </span>
        ),
      }))}
    />
  );
}

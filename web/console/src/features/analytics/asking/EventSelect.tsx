import { Select } from "antd";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import styles from "../analytics.module.css";
import { type EventName, useEventNames } from "../api";

interface Props {
  value: string;
  onChange: (event: string) => void;
  label: string;
}

/** An event by its name in the reader's language, the most frequent first; also found by its technical name. */
export function EventSelect({ value, onChange, label }: Props) {
  const t = useText();
  const format = useFormat();
  const names = useEventNames();
  const option = (one: EventName) => ({
    value: one.name,
    label: one.label,
    search: `${one.label} ${one.name} ${one.segment_name}`.toLowerCase(),
    count: one.count,
  });
  const used = names.data?.filter((one) => one.count > 0) ?? [];
  const unseen = names.data?.filter((one) => one.count === 0) ?? [];
  const known = names.data?.some((one) => one.name === value) ?? false;
  return (
    <Select
      value={value || undefined}
      onChange={onChange}
      loading={names.isPending}
      placeholder={t("analytics.event.choose")}
      aria-label={label}
      className={styles.grow}
      popupMatchSelectWidth={280}
      showSearch={{
        filterOption: (typed, one) =>
          String((one as { search?: string } | undefined)?.search ?? "").includes(typed.toLowerCase()),
      }}
      options={[
        ...(known || !value ? [] : [{ value, label: value, search: value, count: 0 }]),
        { label: t("analytics.event.used"), options: used.map(option) },
        { label: t("analytics.event.unseen"), options: unseen.map(option) },
      ]}
      optionRender={(one) => (
        <span className={styles.option}>
          <span className="ellipsis">{one.label}</span>
          <span className="muted">{one.data.count ? format.number(one.data.count) : ""}</span>
        </span>
      )}
    />
  );
}

import { Select } from "antd";
import type { CSSProperties } from "react";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { useEvents } from "../names";

interface Props {
  value: string | undefined;
  onChange: (name: string) => void;
  placeholder?: string;
  style?: CSSProperties;
}

/** An event: those in use first, then the standard ones that were never seen, so that a journey may wait for its first. */
export function EventField({ value, onChange, placeholder, style }: Props) {
  const t = useText();
  const format = useFormat();
  const events = useEvents();
  return (
    <Select
      showSearch={{
        filterOption: (words, option) =>
          `${option?.label} ${option?.value}`.toLowerCase().includes(words.toLowerCase()),
      }}
      aria-label={t("journeys.form.event")}
      placeholder={placeholder ?? t("journeys.form.choose_event")}
      value={value || undefined}
      loading={events.isPending}
      style={style}
      onChange={onChange}
      options={(events.data ?? []).map((one) => ({ value: one.name, label: one.label, count: one.count }))}
      optionRender={({ data }) => (
        <div className="row" style={{ justifyContent: "space-between" }}>
          <span className="ellipsis">{data.label}</span>
          {data.count > 0 && <span className="caption">{format.number(data.count, { compact: true })}</span>}
        </div>
      )}
    />
  );
}

import { Select } from "antd";
import type { CSSProperties } from "react";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { useVocabulary } from "../api";

interface Props {
  /** `seg_…` */
  value: string | null | undefined;
  onChange: (id: string | null) => void;
  placeholder?: string;
  allowClear?: boolean;
  style?: CSSProperties;
  disabled?: boolean;
  /** Read by screen readers; default "人群". */
  label?: string;
}

/** A segment in a form, with its size. */
export function SegmentSelect({ value, onChange, placeholder, allowClear, style, disabled, label }: Props) {
  const t = useText();
  const format = useFormat();
  const vocabulary = useVocabulary();
  const known = vocabulary.data?.segments ?? [];
  return (
    <Select
      showSearch={{ optionFilterProp: "label" }}
      aria-label={label ?? t("segments.select.label")}
      placeholder={placeholder ?? t("segments.select.choose")}
      value={value || undefined}
      allowClear={allowClear}
      loading={vocabulary.isPending}
      disabled={disabled}
      style={{ minWidth: 200, ...style }}
      onChange={(id: string | undefined) => onChange(id ?? null)}
      options={known.map((one) => ({ value: one.value, label: one.label, size: one.size }))}
      optionRender={({ data }) => (
        <div className="row" style={{ justifyContent: "space-between" }}>
          <span className="ellipsis">{data.label}</span>
          <span className="muted">{t("segments.people", { count: format.number(data.size) })}</span>
        </div>
      )}
    />
  );
}

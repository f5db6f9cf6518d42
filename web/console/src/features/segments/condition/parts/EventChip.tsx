import { Select } from "antd";
import { useText } from "@/i18n";
import { useVocabulary } from "../../api";
import { useWords } from "../words";
import { PickChip } from "./PickChip";

interface Props {
  value: string;
  onChange: (name: string) => void;
}

/** The event of a condition; a name that has not come in yet may be typed. */
export function EventChip({ value, onChange }: Props) {
  const t = useText();
  const words = useWords();
  return (
    <PickChip
      label={t("segments.event.label")}
      look="name"
      free
      value={value}
      choices={words.vocabulary.events.map((one) => ({
        value: one.value,
        label: one.label,
        note: words.format.number(one.count, { compact: true }),
      }))}
      onChange={onChange}
    />
  );
}

interface SelectProps {
  value: string | undefined;
  onChange: (name: string) => void;
  placeholder?: string;
  style?: React.CSSProperties;
  disabled?: boolean;
  /** Read by screen readers; default "事件". */
  label?: string;
}

/** An event in a form: the most frequent first, searched by label or name. */
export function EventSelect({ value, onChange, placeholder, style, disabled, label }: SelectProps) {
  const t = useText();
  const events = useVocabulary();
  return (
    <Select
      showSearch={{
        filterOption: (words, option) =>
          `${option?.label} ${option?.value}`.toLowerCase().includes(words.toLowerCase()),
      }}
      aria-label={label ?? t("segments.event.label")}
      placeholder={placeholder ?? t("segments.event.choose")}
      value={value || undefined}
      loading={events.isPending}
      disabled={disabled}
      style={{ minWidth: 180, ...style }}
      onChange={onChange}
      options={withValue(events.data?.events ?? [], value)}
    />
  );
}

/** A chosen value that the vocabulary does not know yet still shows. */
function withValue(choices: { value: string; label: string }[], value: string | undefined) {
  const known = choices.map((one) => ({ value: one.value, label: one.label }));
  return !value || known.some((one) => one.value === value) ? known : [{ value, label: value }, ...known];
}

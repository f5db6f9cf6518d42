import { Input } from "antd";
import { Check, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useText } from "@/i18n";
import { type ChipLook, ChipPopover } from "./ChipPopover";
import styles from "./parts.module.css";

export interface Choice {
  value: string;
  label: string;
  /** At the right end, quiet: how often, how many. */
  note?: string;
}

interface Props {
  label: string;
  value: string;
  choices: Choice[];
  onChange: (value: string) => void;
  look?: ChipLook;
  /** Shown while nothing is chosen. */
  placeholder?: string;
  /** Any text may be chosen, not only what is known. */
  free?: boolean;
}

/** One of many, searched by typing. */
export function PickChip({ label, value, choices, onChange, look = "value", placeholder, free }: Props) {
  const t = useText();
  const text = choices.find((one) => one.value === value)?.label ?? value;
  return (
    <ChipPopover
      label={label}
      text={text || placeholder || t("segments.pick.choose", { what: label })}
      look={text ? look : "unset"}
    >
      {(close) => (
        <PickList
          label={label}
          chosen={value === "" ? [] : [value]}
          choices={choices}
          free={free}
          onPick={(picked) => {
            onChange(picked);
            close();
          }}
        />
      )}
    </ChipPopover>
  );
}

interface ManyProps extends Omit<Props, "value" | "onChange"> {
  value: string[];
  onChange: (values: string[]) => void;
}

/** Any number of many. */
export function PickManyChip({
  label,
  value,
  choices,
  onChange,
  look = "value",
  placeholder,
  free,
}: ManyProps) {
  const t = useText();
  const names = value.map((one) => choices.find((choice) => choice.value === one)?.label ?? one);
  const text = names.join(t("segments.list_comma"));
  return (
    <ChipPopover
      label={label}
      text={text || placeholder || t("segments.pick.choose", { what: label })}
      look={text ? look : "unset"}
    >
      {() => (
        <PickList
          label={label}
          multiple
          chosen={value}
          choices={choices}
          free={free}
          onPick={(picked) =>
            onChange(value.includes(picked) ? value.filter((one) => one !== picked) : [...value, picked])
          }
        />
      )}
    </ChipPopover>
  );
}

interface ListProps {
  label: string;
  chosen: string[];
  choices: Choice[];
  multiple?: boolean;
  free?: boolean;
  onPick: (value: string) => void;
}

const SHOWN = 80;

/** The list in the popover: type to narrow, arrows and Enter to choose. */
export function PickList({ label, chosen, choices, multiple, free, onPick }: ListProps) {
  const t = useText();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const wanted = words.trim().toLowerCase();
  const found = choices.filter((one) => `${one.label} ${one.value}`.toLowerCase().includes(wanted));
  const own = free && wanted && !choices.some((one) => one.value === words.trim());
  const typed = { value: words.trim(), label: words.trim(), note: t("segments.pick.as_typed") };
  const shown: Choice[] = own ? [...found, typed] : found;
  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView?.({ block: "nearest" });
  }, [at]);
  const move = (by: number) => setAt((before) => Math.max(0, Math.min(shown.length - 1, before + by)));
  return (
    <div className={styles.pick}>
      {(choices.length > 7 || free) && (
        <Input
          autoFocus
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown" || event.key === "ArrowUp") {
              event.preventDefault();
              move(event.key === "ArrowDown" ? 1 : -1);
            }
            const one = shown[at];
            if (event.key === "Enter" && one && !event.nativeEvent.isComposing) onPick(one.value);
          }}
          prefix={<Search size={14} color="var(--ink-3)" aria-hidden />}
          placeholder={t("segments.pick.search")}
          aria-label={t("segments.pick.search_in", { what: label })}
        />
      )}
      <div
        role="listbox"
        aria-label={label}
        aria-multiselectable={multiple}
        className={styles.options}
        ref={list}
      >
        {shown.slice(0, SHOWN).map((one, index) => (
          <button
            type="button"
            role="option"
            key={one.value}
            data-at={index}
            aria-selected={chosen.includes(one.value)}
            className={`${styles.option} ${index === at && wanted ? styles.current : ""}`}
            onClick={() => onPick(one.value)}
          >
            <span className="ellipsis">{one.label}</span>
            {one.note && <span className={styles.optionNote}>{one.note}</span>}
            {chosen.includes(one.value) && <Check size={14} color="var(--brand-text)" aria-hidden />}
          </button>
        ))}
        {shown.length === 0 && <div className={styles.nothing}>{t("segments.pick.nothing")}</div>}
        {shown.length > SHOWN && <div className={styles.nothing}>{t("segments.pick.more")}</div>}
      </div>
    </div>
  );
}

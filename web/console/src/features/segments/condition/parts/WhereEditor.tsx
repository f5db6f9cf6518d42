import { Select } from "antd";
import { ListFilter, X } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { type Property, useProperties } from "../../api";
import type { Where } from "../types";
import { isMoney, useWords, type ValueKind } from "../words";
import { ChipPopover } from "./ChipPopover";
import styles from "./parts.module.css";
import { isFilled, OPERATORS, TestFields } from "./TestChip";
import { fitted } from "./ValueFields";

interface Props {
  /** Whose properties. */
  event: string;
  value: Where[];
  onChange: (where: Where[]) => void;
}

/** Tests on properties of an event, as chips: all of them hold. */
export function WhereEditor({ event, value, onChange }: Props) {
  return (
    <>
      <WhereChips event={event} value={value} onChange={onChange} />
      <AddWhere event={event} value={value} onChange={onChange} />
    </>
  );
}

/** The tests that there are. */
export function WhereChips({ event, value, onChange }: Props) {
  const t = useText();
  const words = useWords();
  const replace = (at: number, made: Where) =>
    onChange(value.map((one, index) => (index === at ? made : one)));
  return (
    <>
      {value.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: tests have no identity but their place
        <span key={at} className={styles.pair}>
          <ChipPopover
            label={t("segments.where.label")}
            text={words.where(one)}
            look={isFilled(one.op, one.value) ? "value" : "unset"}
          >
            {() => <WhereFields event={event} value={one} onChange={(made) => replace(at, made)} />}
          </ChipPopover>
          <button
            type="button"
            className={styles.clear}
            aria-label={t("segments.where.remove", { test: words.where(one) })}
            onClick={() => onChange(value.filter((_, index) => index !== at))}
          >
            <X size={11} aria-hidden />
          </button>
        </span>
      ))}
    </>
  );
}

/** One more. */
export function AddWhere({ event, value, onChange }: Props) {
  const t = useText();
  const [draft, setDraft] = useState<Where | null>(null);
  return (
    <span className={styles.add}>
      <ChipPopover
        label={t("segments.where.add")}
        text={<ListFilter size={13} aria-label={t("segments.where.add")} />}
        look="verb"
      >
        {(close) => (
          <form
            onSubmit={(sent) => {
              sent.preventDefault();
              if (!draft || !isFilled(draft.op, draft.value)) return;
              onChange([...value, draft]);
              setDraft(null);
              close();
            }}
          >
            <WhereFields event={event} value={draft} onChange={setDraft} />
            <div className={styles.foot}>
              <button
                type="submit"
                className={styles.apply}
                disabled={!draft || !isFilled(draft.op, draft.value)}
              >
                {t("segments.where.apply")}
              </button>
            </div>
          </form>
        )}
      </ChipPopover>
    </span>
  );
}

const kindOf = (property: Property | undefined, name: string): ValueKind =>
  isMoney(name) ? "money" : property?.type === "number" ? "number" : "text";

interface FieldsProps {
  event: string;
  value: Where | null;
  onChange: (where: Where) => void;
}

function WhereFields({ event, value, onChange }: FieldsProps) {
  const t = useText();
  const words = useWords();
  const [prefix, setPrefix] = useState("");
  const properties = useProperties(event).data ?? [];
  const narrowed = useProperties(event, prefix).data ?? properties;
  const chosen = narrowed.find((one) => one.name === value?.property);
  const kind = kindOf(chosen, value?.property ?? "");
  return (
    <div className={styles.form}>
      <Select
        showSearch={{ optionFilterProp: "label" }}
        autoFocus={!value}
        defaultOpen={!value && properties.length > 0}
        aria-label={t("segments.where.property")}
        placeholder={t("segments.where.property")}
        value={value?.property}
        style={{ width: "100%" }}
        notFoundContent={t("segments.where.none")}
        onChange={(property: string) => {
          const made = kindOf(
            properties.find((one) => one.name === property),
            property,
          );
          const op = OPERATORS[made][0] ?? "eq";
          onChange({ property, op, value: fitted(op, null, made) });
        }}
        options={properties.map((one) => ({ value: one.name, label: words.property(one.name) }))}
      />
      {value && (
        <TestFields
          kind={kind}
          op={value.op}
          value={value.value}
          onSearch={kind === "text" ? setPrefix : undefined}
          choices={(chosen?.values ?? []).map((one) => ({
            value: one.value,
            label: words.scalar(one.value, kind, value.property),
          }))}
          onChange={(op, operand) => onChange({ ...value, op, value: operand })}
        />
      )}
    </div>
  );
}

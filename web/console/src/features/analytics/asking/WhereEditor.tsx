import { Button, Select } from "antd";
import { ListFilter, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useText } from "@/i18n";
import { IconButton } from "@/ui";
import styles from "../analytics.module.css";
import { useProperties } from "../api";
import type { Where } from "../question";
import { isMoney } from "../words";
import { Operand, type Operator } from "./Operand";
import { PropertySelect } from "./PropertySelect";

const FOR_TEXT: Operator[] = ["in", "not_in", "contains", "not_contains", "not_empty", "empty"];
const FOR_NUMBER: Operator[] = ["gte", "lte", "eq", "between", "not_empty", "empty"];

interface Props {
  event: string;
  where: Where[];
  onChange: (where: Where[]) => void;
}

/** Tests on properties of an event; all hold. A test counts once it has a value. */
export function WhereEditor({ event, where, onChange }: Props) {
  const t = useText();
  const [draft, setDraft] = useState(false);
  const put = (at: number, one: Where | null) =>
    onChange(
      one ? where.map((old, place) => (place === at ? one : old)) : where.filter((_, place) => place !== at),
    );
  return (
    <div className={styles.where}>
      {where.map((one, at) => (
        <Test
          // biome-ignore lint/suspicious/noArrayIndexKey: tests have no other name
          key={`${one.property}-${at}`}
          event={event}
          test={one}
          onChange={(changed) => put(at, changed)}
          onRemove={() => put(at, null)}
        />
      ))}
      {draft && (
        <Test
          event={event}
          test={null}
          onChange={(made) => {
            setDraft(false);
            onChange([...where, made]);
          }}
          onRemove={() => setDraft(false)}
        />
      )}
      {!draft && (
        <Button
          type="link"
          size="small"
          className={styles.add}
          icon={<ListFilter size={13} />}
          disabled={!event}
          onClick={() => setDraft(true)}
        >
          {t("analytics.where.add")}
        </Button>
      )}
    </div>
  );
}

interface TestProps {
  event: string;
  test: Where | null;
  onChange: (test: Where) => void;
  onRemove: () => void;
}

const complete = (test: Where): boolean => {
  if (test.op === "empty" || test.op === "not_empty") return true;
  if (Array.isArray(test.value)) return test.value.length > 0;
  return test.value !== null && test.value !== undefined && test.value !== "";
};

function Test({ event, test, onChange, onRemove }: TestProps) {
  const t = useText();
  const [held, hold] = useState<Where>(test ?? { property: "" });
  const given = JSON.stringify(test);
  useEffect(() => {
    const one = JSON.parse(given) as Where | null;
    if (one) hold(one);
  }, [given]);
  const properties = useProperties(event);
  const property = properties.data?.find((one) => one.name === held.property);
  const numeric = property ? property.type === "number" : typeof held.value === "number";
  const operators = numeric ? FOR_NUMBER : FOR_TEXT;
  const op = held.op ?? (numeric ? "gte" : "in");
  const listed = operators.includes(op) ? operators : [op, ...operators];
  const put = (changes: Partial<Where>) => {
    const next = { ...held, ...changes };
    hold(next);
    if (next.property && complete(next)) onChange(next);
  };
  const choose = (name: string | null) => {
    const type = properties.data?.find((one) => one.name === name)?.type;
    if (name) hold({ property: name, op: type === "number" ? "gte" : "in" });
  };
  return (
    <div className={styles.test}>
      <div className={styles.testHead}>
        <PropertySelect
          event={event}
          value={held.property || null}
          onChange={choose}
          label={t("analytics.where.property")}
          placeholder={t("analytics.where.property")}
        />
        <Select<Operator>
          value={op}
          onChange={(next) => put({ op: next, value: shaped(next, op, held.value) })}
          aria-label={t("analytics.where.operator")}
          className={styles.operator}
          popupMatchSelectWidth={110}
          options={listed.map((one) => ({ value: one, label: t(`analytics.op.${one}`) }))}
        />
        <IconButton label={t("analytics.where.remove")} icon={X} onClick={onRemove} />
      </div>
      {held.property && op !== "empty" && op !== "not_empty" && (
        <Operand
          op={op}
          value={held.value}
          money={isMoney(held.property)}
          numeric={numeric}
          known={property?.values.map((one) => one.value) ?? []}
          onChange={(value) => put({ op, value })}
        />
      )}
    </div>
  );
}

/** The operand when the operator changes: kept if it still fits, else none. */
function shaped(next: Operator, before: Operator, value: Where["value"]): Where["value"] {
  const listed = (op: Operator) =>
    op === "in" || op === "not_in" ? "list" : op === "between" ? "pair" : "one";
  if (next === "empty" || next === "not_empty") return null;
  return listed(next) === listed(before) ? value : undefined;
}

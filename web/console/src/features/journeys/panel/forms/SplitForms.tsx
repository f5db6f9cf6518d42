import { Input, InputNumber } from "antd";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { ConditionEditor } from "@/features/segments";
import { useText } from "@/i18n";
import { IconButton } from "@/ui";
import { freeKey } from "../../graph/edit";
import type { ConditionSplit, RandomSplit, Share, SplitBranch } from "../../graph/model";
import { AddButton, Field } from "../Field";
import styles from "../Panel.module.css";
import type { FormProps } from "./types";

type Condition = Parameters<typeof ConditionEditor>[0]["value"];

function swap<Item>(items: Item[], at: number, by: -1 | 1): Item[] {
  const made = [...items];
  const [one] = made.splice(at, 1);
  if (one) made.splice(at + by, 0, one);
  return made;
}

export function ConditionSplitForm({ step, onChange }: FormProps<ConditionSplit>) {
  const t = useText();
  const { branches } = step;
  const put = (made: SplitBranch[], tag?: string) => onChange({ ...step, branches: made }, tag);
  const replace = (at: number, one: SplitBranch, tag?: string) =>
    put(
      branches.map((old, index) => (index === at ? one : old)),
      tag,
    );
  return (
    <Field label={t("journeys.form.branches")} hint={t("journeys.form.branches_hint")}>
      {branches.map((one, at) => (
        <div key={one.key} className={styles.card} style={{ marginBottom: 0 }}>
          <div className={styles.cardHead}>
            <Input
              aria-label={t("journeys.form.branch_name")}
              placeholder={t("journeys.form.branch_name")}
              value={one.label}
              maxLength={120}
              onChange={(event) => replace(at, { ...one, label: event.target.value }, `label-${one.key}`)}
            />
            <IconButton
              label={t("journeys.form.up")}
              icon={ArrowUp}
              disabled={at === 0}
              onClick={() => put(swap(branches, at, -1))}
            />
            <IconButton
              label={t("journeys.form.down")}
              icon={ArrowDown}
              disabled={at === branches.length - 1}
              onClick={() => put(swap(branches, at, 1))}
            />
            <IconButton
              label={t("journeys.form.remove")}
              icon={Trash2}
              disabled={branches.length === 1}
              onClick={() => put(branches.filter((other) => other.key !== one.key))}
            />
          </div>
          <ConditionEditor
            value={one.condition as Condition}
            onChange={(condition: Condition) => replace(at, { ...one, condition })}
          />
        </div>
      ))}
      <AddButton
        label={t("journeys.form.add_branch")}
        onClick={() =>
          put([
            ...branches,
            {
              key: freeKey(branches.map((one) => one.key)),
              label: "",
              condition: { type: "all", of: [] },
              next: null,
            },
          ])
        }
      />
    </Field>
  );
}

export function RandomSplitForm({ step, onChange }: FormProps<RandomSplit>) {
  const t = useText();
  const { branches } = step;
  const put = (made: Share[], tag?: string) => onChange({ ...step, branches: made }, tag);
  const replace = (at: number, one: Share, tag?: string) =>
    put(
      branches.map((old, index) => (index === at ? one : old)),
      tag,
    );
  const total = branches.reduce((sum, one) => sum + one.percent, 0);
  return (
    <Field label={t("journeys.form.shares")} hint={t("journeys.form.shares_total", { total })}>
      {branches.map((one, at) => (
        <div key={one.key} className={styles.line}>
          <Input
            aria-label={t("journeys.form.branch_name")}
            value={one.label}
            placeholder={one.key.toUpperCase()}
            maxLength={120}
            onChange={(event) => replace(at, { ...one, label: event.target.value }, `label-${one.key}`)}
          />
          <InputNumber
            aria-label={t("journeys.form.percent")}
            min={0}
            max={100}
            value={one.percent}
            suffix="%"
            onChange={(percent) => replace(at, { ...one, percent: percent ?? 0 })}
            style={{ width: 104, flex: "none" }}
          />
          <IconButton
            label={t("journeys.form.remove")}
            icon={Trash2}
            disabled={branches.length <= 2}
            onClick={() => put(branches.filter((other) => other.key !== one.key))}
          />
        </div>
      ))}
      <AddButton
        label={t("journeys.form.add_branch")}
        onClick={() => {
          const key = freeKey(branches.map((one) => one.key));
          const percent = Math.max(0, 100 - total);
          put([...branches, { key, label: key.toUpperCase(), percent, next: null }]);
        }}
      />
    </Field>
  );
}

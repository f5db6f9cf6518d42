import { AutoComplete, Button, Input, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useText } from "@/i18n";
import { IconButton } from "@/ui";
import type { NamedValue } from "./api";
import { PathInput } from "./PathInput";
import type { Found } from "./paths";
import { translationOf, wordsOfTranslation } from "./translation";
import styles from "./Webhooks.module.css";

interface Props {
  title: string;
  lesson?: string;
  rows: NamedValue[];
  onChange: (rows: NamedValue[]) => void;
  paths: Found[];
  /** Names to choose from; others may be typed. */
  names?: string[];
}

const CONVERSIONS = ["", "text", "number", "boolean"] as const;

/** Named values: where each comes from, what it is when nothing is there, and how it is translated. */
export function ValueRows({ title, lesson, rows, onChange, paths, names = [] }: Props) {
  const t = useText();
  const change = (at: number, changes: Partial<NamedValue>) =>
    onChange(rows.map((row, place) => (place === at ? { ...row, ...changes } : row)));
  return (
    <section className={styles.part}>
      <h4>
        {title} {lesson && <span>{lesson}</span>}
      </h4>
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div key={at} className={styles.row}>
          <AutoComplete
            value={row.name}
            onChange={(name) => change(at, { name })}
            aria-label={`${title} ${at + 1} ${t("data.hooks.name_of_value")}`}
            placeholder={t("data.hooks.name_of_value")}
            options={names.map((value) => ({ value }))}
          />
          <PathInput
            value={row.path ?? ""}
            onChange={(path) => change(at, { path })}
            paths={paths}
            label={`${title} ${at + 1} ${t("data.hooks.path")}`}
          />
          <Input
            value={row.constant == null ? "" : String(row.constant)}
            onChange={(event) => change(at, { constant: event.target.value || null })}
            placeholder={t("data.hooks.constant")}
            aria-label={`${title} ${at + 1} ${t("data.hooks.constant")}`}
          />
          <Input
            value={wordsOfTranslation(row.translate)}
            onChange={(event) => change(at, { translate: translationOf(event.target.value) })}
            placeholder={t("data.hooks.translate")}
            aria-label={`${title} ${at + 1} ${t("data.hooks.translate")}`}
          />
          <Select
            value={row.convert ?? ""}
            onChange={(convert) => change(at, { convert })}
            aria-label={`${title} ${at + 1} ${t("data.hooks.convert")}`}
            options={CONVERSIONS.map((value) => ({
              value,
              label: t(`data.hooks.convert_${value || "none"}`),
            }))}
          />
          <IconButton
            label={t("data.hooks.remove")}
            icon={X}
            onClick={() => onChange(rows.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      <Button
        size="small"
        type="link"
        icon={<Plus size={13} />}
        onClick={() => onChange([...rows, { name: "", path: "" }])}
      >
        {t("data.hooks.add")}
      </Button>
    </section>
  );
}

import { Input, Select } from "antd";
import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { Card, Definition, useFormat } from "@/ui";
import type { Import, Mapping, Preview } from "./api";
import styles from "./Imports.module.css";
import { withOption } from "./mapping";

const ZONES = [
  "Asia/Shanghai",
  "Asia/Hong_Kong",
  "Asia/Tokyo",
  "Asia/Singapore",
  "Europe/London",
  "Europe/Berlin",
  "America/New_York",
  "America/Los_Angeles",
  "UTC",
];
const FORMATS = [
  "%Y-%m-%d %H:%M:%S",
  "%Y-%m-%d %H:%M",
  "%Y-%m-%d",
  "%Y/%m/%d %H:%M",
  "%Y/%m/%d",
  "%d/%m/%Y %H:%M",
  "%m/%d/%Y %H:%M",
  "%d/%m/%Y",
  "%m/%d/%Y",
  "%Y年%m月%d日",
];
const ENCODINGS = ["utf-8", "gb18030", "utf-16", "cp1252", "shift_jis"];

interface Props {
  row: Import;
  mapping: Mapping;
  preview: Preview | undefined;
  disabled: boolean;
  onChange: (options: Record<string, unknown>) => void;
}

function Option({ label, lesson, children }: { label: string; lesson?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={styles.option}>
      <span>{lesson ? <Definition text={lesson}>{label}</Definition> : label}</span>
      {children}
    </label>
  );
}

/** 2026-03-01 for `%Y-%m-%d`. */
const exampleOf = (format: string) =>
  Object.entries({ "%Y": "2026", "%m": "03", "%d": "01", "%H": "18", "%M": "30", "%S": "00" }).reduce(
    (text, [mark, value]) => text.replace(mark, value),
    format,
  );

/** How the file is read: sheet, encoding, times, and for orders their numbers. */
export function OptionsCard({ row, mapping, preview, disabled, onChange }: Props) {
  const t = useText();
  const { timezone } = useFormat();
  const { options, kind } = mapping;
  const text = (name: string) => String(options[name] ?? "");
  const set = (name: string, value: unknown) => onChange(withOption(options, name, value));
  const choice = (name: string, choices: { value: string; label: string }[]) => (
    <Select value={text(name)} disabled={disabled} onChange={(value) => set(name, value)} options={choices} />
  );
  const typed = (name: string, example: string) => (
    <Input
      value={text(name)}
      disabled={disabled}
      placeholder={example}
      onChange={(event) => set(name, event.target.value)}
    />
  );
  const timed = kind === "orders" || kind === "events";
  const sheets = preview?.sheets ?? [];
  return (
    <Card title={t("imports.options.title")} className={styles.options}>
      {sheets.length > 1 && (
        <Option label={t("imports.options.sheet")}>
          <Select
            value={text("sheet") || preview?.sheet}
            disabled={disabled}
            onChange={(value) => set("sheet", value)}
            options={sheets.map((value) => ({ value, label: value }))}
          />
        </Option>
      )}
      {row.file_format === "csv" && (
        <Option label={t("imports.options.encoding")} lesson={t("imports.options.encoding_lesson")}>
          {choice("encoding", [
            { value: "", label: t("imports.options.found", { what: preview?.encoding ?? row.encoding }) },
            ...ENCODINGS.map((value) => ({ value, label: value })),
          ])}
        </Option>
      )}
      {timed && (
        <Option label={t("imports.options.timezone")} lesson={t("imports.options.timezone_lesson")}>
          {choice("timezone", [
            { value: "", label: t("imports.options.company_zone", { zone: timezone }) },
            ...ZONES.map((value) => ({ value, label: value })),
          ])}
        </Option>
      )}
      {kind !== "products" && (
        <Option label={t("imports.options.time_format")} lesson={t("imports.options.time_format_lesson")}>
          {choice("time_format", [
            { value: "", label: t("imports.options.auto") },
            ...FORMATS.map((value) => ({ value, label: exampleOf(value) })),
          ])}
        </Option>
      )}
      {kind !== "products" && !text("time_format") && (
        <Option label={t("imports.options.day_order")} lesson={t("imports.options.day_first_lesson")}>
          <Select
            value={options.day_first === undefined ? "" : String(options.day_first)}
            disabled={disabled}
            onChange={(value) => set("day_first", value === "" ? undefined : value === "true")}
            options={[
              { value: "", label: t("imports.options.auto") },
              { value: "true", label: t("imports.options.day_first") },
              { value: "false", label: t("imports.options.month_first") },
            ]}
          />
        </Option>
      )}
      {timed && (
        <>
          <Option label={t("imports.options.since")}>{typed("since", "2026-01-01")}</Option>
          <Option label={t("imports.options.until")} lesson={t("imports.options.until_lesson")}>
            {typed("until", "2026-12-31")}
          </Option>
        </>
      )}
      {kind === "orders" && (
        <>
          <Option label={t("imports.options.source")} lesson={t("imports.options.source_lesson")}>
            {typed("source", t("imports.options.source_example"))}
          </Option>
          <Option label={t("imports.options.returns")} lesson={t("imports.options.returns_lesson")}>
            {typed("return_prefix", "C")}
          </Option>
        </>
      )}
    </Card>
  );
}

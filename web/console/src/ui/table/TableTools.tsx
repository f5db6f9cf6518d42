import { Button, Checkbox, Input, Popover } from "antd";
import { Columns3, Download, Search } from "lucide-react";
import { useEffect, useState } from "react";
import { useText } from "@/i18n";
import { IconButton } from "../IconButton";
import { toast } from "../toast";
import { csvText, download } from "./csv";
import styles from "./DataTable.module.css";
import type { Column } from "./types";

interface SearchProps {
  value: string;
  placeholder: string;
  onSearch: (q: string) => void;
}

/** Asks the server shortly after the last key. */
export function SearchBox({ value, placeholder, onSearch }: SearchProps) {
  const [words, setWords] = useState(value);
  useEffect(() => setWords(value), [value]);
  useEffect(() => {
    if (words === value) return;
    const timer = setTimeout(() => onSearch(words), 250);
    return () => clearTimeout(timer);
  }, [words, value, onSearch]);
  return (
    <Input
      className={styles.search}
      value={words}
      onChange={(event) => setWords(event.target.value)}
      onPressEnter={() => onSearch(words)}
      placeholder={placeholder}
      aria-label={placeholder}
      prefix={<Search size={14} color="var(--ink-3)" aria-hidden />}
      allowClear
    />
  );
}

interface ChooserProps<Item> {
  columns: Column<Item>[];
  isShown: (column: Column<Item>) => boolean;
  choose: (keys: string[] | null) => void;
}

export function ColumnChooser<Item>({ columns, isShown, choose }: ChooserProps<Item>) {
  const t = useText();
  const keys = columns.filter(isShown).map((column) => column.key);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      content={
        <div style={{ display: "grid", gap: 6, minWidth: 140 }}>
          {columns.map((column) => (
            <Checkbox
              key={column.key}
              checked={isShown(column)}
              onChange={(event) =>
                choose(
                  event.target.checked ? [...keys, column.key] : keys.filter((key) => key !== column.key),
                )
              }
            >
              {column.title}
            </Checkbox>
          ))}
          <Button type="link" size="small" onClick={() => choose(null)}>
            {t("ui.table.columns_reset")}
          </Button>
        </div>
      }
    >
      <IconButton label={t("ui.table.columns")} icon={Columns3} />
    </Popover>
  );
}

interface CsvProps<Item> {
  name: string;
  columns: Column<Item>[];
  all: () => Promise<Item[]>;
}

/** Exports what the present search finds, not only the page in view. */
export function CsvButton<Item>({ name, columns, all }: CsvProps<Item>) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const rows = await all();
      download(`${name}.csv`, csvText(columns, rows));
      toast.success(t("ui.table.csv_done", { count: rows.length }));
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return <IconButton label={t("ui.table.csv")} icon={Download} disabled={busy} onClick={() => void run()} />;
}

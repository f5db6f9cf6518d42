import type { Column } from "./types";

type Cell = string | number | boolean | null | undefined;

/** One cell; a text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function csvCell(value: Cell): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvText<Item>(columns: Column<Item>[], items: Item[]): string {
  const exported = columns.flatMap((column) =>
    column.csv ? [{ title: column.title, csv: column.csv }] : [],
  );
  const rows = [
    exported.map((column) => column.title),
    ...items.map((item) => exported.map((one) => one.csv(item))),
  ];
  return rows.map((row) => row.map(csvCell).join(",")).join("\r\n");
}

/** Hand a file to the browser's downloads. */
export function download(name: string, content: Blob | string, type = "text/csv;charset=utf-8"): void {
  // The mark lets spreadsheets recognise UTF-8.
  const blob = typeof content === "string" ? new Blob([`\uFEFF${content}`], { type }) : content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

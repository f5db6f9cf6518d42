import { expect, it } from "vitest";
import { csvText } from "./csv";
import type { Column } from "./types";

interface Row {
  name: string;
  sum: number;
}
const COLUMNS: Column<Row>[] = [
  { key: "name", title: "名称", render: (row) => row.name, csv: (row) => row.name },
  { key: "sum", title: "金额", render: (row) => row.sum, csv: (row) => row.sum },
  { key: "actions", title: "", render: () => null },
];

it("quotes what needs it, leaves out columns without a value and disarms formulas", () => {
  const text = csvText(COLUMNS, [
    { name: '四件套, "大"', sum: -5 },
    { name: "=HYPERLINK(1)", sum: 0 },
  ]);
  expect(text).toBe('名称,金额\r\n"四件套, ""大""",-5\r\n\'=HYPERLINK(1),0');
});

import type { ReactNode } from "react";
import { Definition } from "../Definition";
import styles from "./RowsTable.module.css";
import type { Column } from "./types";

interface Props<Item> {
  /** Read by screen readers. */
  label: string;
  columns: Column<Item>[];
  rows: Item[];
  rowKey: (item: Item) => string;
  /** 26 px rows instead of 34. */
  compact?: boolean;
  onOpen?: (item: Item) => void;
  /** Cells of a total row, one per column. */
  total?: ReactNode[];
}

/** A table of rows that are all at hand (top lists, reports); hairlines, figures right. */
export function RowsTable<Item>({ label, columns, rows, rowKey, compact, onOpen, total }: Props<Item>) {
  const side = (column: Column<Item>) => (column.align ? styles[column.align] : undefined);
  return (
    <div className={styles.box}>
      <table
        aria-label={label}
        className={`${styles.table} ${compact ? styles.compact : ""} ${onOpen ? styles.opens : ""}`}
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={side(column)} style={{ width: column.width }}>
                {column.definition ? (
                  <Definition text={column.definition}>{column.title}</Definition>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((item) => (
            <tr key={rowKey(item)} onClick={onOpen && (() => onOpen(item))}>
              {columns.map((column) => (
                <td key={column.key} className={side(column)}>
                  {column.render(item)}
                </td>
              ))}
            </tr>
          ))}
          {total && (
            <tr className={styles.total}>
              {columns.map((column, at) => (
                <td key={column.key} className={side(column)}>
                  {total[at]}
                </td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

import { useState } from "react";
import type { Column } from "./types";

const keyOf = (table: string) => `marketloop.columns.${table}`;

function stored(table: string): string[] | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(table)) ?? "null");
    return Array.isArray(value) ? value.map(String) : null;
  } catch {
    return null;
  }
}

/** Which columns show; the choice is remembered on this device by the table's name. */
export function useColumns<Item>(table: string, columns: Column<Item>[]) {
  const [chosen, setChosen] = useState<string[] | null>(() => stored(table));
  const isShown = (column: Column<Item>) =>
    column.required || (chosen ? chosen.includes(column.key) : !column.hidden);
  return {
    shown: columns.filter(isShown),
    choosable: columns.filter((column) => !column.required),
    isShown,
    /** Keys in the order chosen; null: as they come. */
    chosen,
    choose: (keys: string[] | null) => {
      if (keys === null) localStorage.removeItem(keyOf(table));
      else localStorage.setItem(keyOf(table), JSON.stringify(keys));
      setChosen(keys);
    },
  };
}

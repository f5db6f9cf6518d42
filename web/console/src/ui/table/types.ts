import type { ReactNode } from "react";

export interface Column<Item> {
  key: string;
  title: string;
  render: (item: Item) => ReactNode;
  /** Hover text of the heading: how the column is counted. */
  definition?: string;
  /** The server's sort word; without it the column is not sortable. */
  sort?: string;
  /** Figures stand right. */
  align?: "left" | "right" | "center";
  width?: number | string;
  /** Value in the CSV; without it the column is left out there. */
  csv?: (item: Item) => string | number | boolean | null | undefined;
  /** Not shown until chosen. */
  hidden?: boolean;
  /** Cannot be hidden (the name). */
  required?: boolean;
}

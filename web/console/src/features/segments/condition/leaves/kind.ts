import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { Leaf } from "../types";
import type { Words } from "../words";

/** What the server found about one person and one leaf. */
export type Evidence = Record<string, unknown>;

/** One type of leaf: how it is made, drawn, said, and which data stands behind its verdict. */
export interface LeafKind<L extends Leaf> {
  type: L["type"];
  /** In which part of the menu. */
  area: "behaviour" | "profile" | "place" | "relation" | "reach" | "other";
  icon: (leaf: L) => LucideIcon;
  make: () => L;
  Chips: ComponentType<ChipsProps<L>>;
  /** Text key of what is still to be chosen; such a leaf cannot be counted. */
  missing: (leaf: L) => string | null;
  /** The leaf in one line. */
  say: (leaf: L, words: Words) => string;
  /** The data behind the verdict, in words. */
  evidence: (leaf: L, data: Evidence, words: Words) => string;
}

export interface ChipsProps<L> {
  leaf: L;
  onChange: (leaf: L) => void;
}

export const numberIn = (data: Evidence, key: string): number | null =>
  typeof data[key] === "number" ? data[key] : null;

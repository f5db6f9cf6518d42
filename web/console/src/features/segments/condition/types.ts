/** Conditions on people as the API takes them (`marketloop/events/query/ast.py`). */
export type Scalar = string | number | boolean;
export type Comparison = "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between";
export type Operator =
  | Comparison
  | "in"
  | "not_in"
  | "contains"
  | "not_contains"
  | "starts_with"
  | "empty"
  | "not_empty"
  | "in_last_days"
  | "not_in_last_days"
  | "in_next_days"
  | "anniversary_within_days";

export type Window =
  | { kind: "ever" }
  | { kind: "last"; amount: number; unit: "minute" | "hour" | "day" }
  | { kind: "between"; start: number; end: number };

export interface Where {
  property: string;
  op: Operator;
  value?: Scalar | Scalar[] | null;
}

export interface Counted {
  op: Comparison;
  count: number;
  count_to?: number | null;
}

export interface EventLeaf extends Counted {
  type: "event";
  name: string;
  where: Where[];
  window: Window;
}

export interface AggregateLeaf {
  type: "aggregate";
  name: string;
  where: Where[];
  window: Window;
  function: "sum" | "avg" | "max" | "min" | "distinct";
  property: string;
  op: Comparison;
  value: number;
  value_to?: number | null;
}

export interface BoughtLeaf extends Counted {
  type: "bought";
  by: "product_id" | "category" | "brand" | "any";
  values: string[];
  window: Window;
}

export interface TraitLeaf {
  type: "trait";
  key: string;
  op: Operator;
  value?: Scalar | Scalar[] | null;
}

export const STATE_FIELDS = [
  "orders",
  "spend",
  "first_order",
  "last_order",
  "first_seen",
  "last_seen",
  "created",
  "source",
  "city",
  "province",
] as const;

export interface StateLeaf {
  type: "state";
  field: (typeof STATE_FIELDS)[number];
  op: Operator;
  value?: Scalar | Scalar[] | null;
}

export type TagLeaf = { type: "tag"; tag: string; has: boolean };
export type StageLeaf = { type: "stage"; among: string[] };
export type ConsentLeaf = { type: "consent"; channel: string; granted: boolean };
export type IdentifierLeaf = { type: "identifier"; kind: string; present: boolean };
export type ListLeaf = { type: "list"; list_id: string; member: boolean };
export type BucketLeaf = { type: "bucket"; salt: string; start: number; end: number };

export type Leaf =
  | EventLeaf
  | AggregateLeaf
  | BoughtLeaf
  | TraitLeaf
  | StateLeaf
  | TagLeaf
  | StageLeaf
  | ConsentLeaf
  | IdentifierLeaf
  | ListLeaf
  | BucketLeaf;
export type LeafType = Leaf["type"];
export type LeafOf<T extends LeafType> = Extract<Leaf, { type: T }>;

export type Condition =
  | { type: "all"; of: Condition[] }
  | { type: "any"; of: Condition[] }
  | { type: "not"; of: Condition }
  | Leaf;

/** Figures of the leaves, by place in the JSON (`condition.of.0`). */
export interface Counts {
  leaves: { path: string; own: number; remaining: number }[];
  /** Everybody: the full length of the bars. */
  base: number;
  count: number;
}

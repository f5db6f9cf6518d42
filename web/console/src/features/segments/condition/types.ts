/** Conditions on people as the API takes them (`marketloop/events/query/ast.py`). */
export type Scalar = string | number | boolean;
export type Comparison = "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between";
export type Operator =
  | Comparison
  | "in"
  | "not_in"
  | "has_all"
  | "contains"
  | "not_contains"
  | "starts_with"
  | "matches"
  | "not_matches"
  | "empty"
  | "not_empty"
  | "in_last_days"
  | "not_in_last_days"
  | "days_ago"
  | "in_next_days"
  | "anniversary_within_days";

export type Unit = "minute" | "hour" | "day";
export interface Span {
  amount: number;
  unit: Unit;
}

export type Window =
  | { kind: "ever" }
  | { kind: "last"; amount: number; unit: Unit }
  | { kind: "ago"; start: number; end: number; unit: Unit }
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

export type ReachableLeaf = {
  type: "reachable";
  channel: "email" | "sms" | "wecom" | "wechat";
  can: boolean;
};

/** An event with tests on its properties. */
export interface Act {
  name: string;
  where: Where[];
}
export type OccurrenceLeaf = Act & { type: "occurrence"; which: "first" | "last"; window: Window };
export type RegularLeaf = Act & { type: "regular"; days: number; of: number };
export type StoppedLeaf = Act & { type: "stopped"; within: Span };
export type RestartedLeaf = Act & { type: "restarted"; within: Span; pause: Span };
export interface SequenceLeaf {
  type: "sequence";
  steps: Act[];
  within: Span;
  without?: Act | null;
  window: Window;
}
export const MEASURES = ["value_avg", "value_max", "value_min", "items_avg", "discount_share"] as const;
export interface BasketLeaf {
  type: "basket";
  measure: (typeof MEASURES)[number];
  window: Window;
  op: Comparison;
  value: number;
  value_to?: number | null;
}
export interface OwnerLeaf {
  type: "owner";
  by: "staff" | "unit";
  among: string[];
  belongs: boolean;
}
/** What people can have done with a thing (`ENGAGEMENTS` of the server). */
export const ENGAGEMENTS = {
  journey: ["entered", "sent", "opened", "clicked", "converted"],
  campaign: ["visited", "sent", "opened", "clicked", "bought"],
  content: ["sent", "opened", "clicked"],
  message: ["sent", "opened", "clicked"],
  page: ["visited"],
} as const;
export type Thing = keyof typeof ENGAGEMENTS;
export interface EngagedLeaf extends Counted {
  type: "engaged";
  thing: Thing;
  how: string;
  values: string[];
  window: Window;
}
export type HoldoutLeaf = { type: "holdout"; journeys: string[]; held: boolean };
export interface PlaceLeaf {
  type: "place";
  level: "province" | "city" | "county";
  among: string[];
  inside: boolean;
}
export interface NearLeaf {
  type: "near";
  lat: number;
  lon: number;
  radius_km: number;
  label: string;
  near: boolean;
}
export const RANKED = ["spend", "orders", "last_order", "first_order", "last_seen", "first_seen"] as const;
export type Metric =
  | { of: "state"; field: (typeof RANKED)[number] }
  | { of: "trait"; key: string }
  | ({
      of: "event";
      window: Window;
      function: "count" | "sum" | "avg" | "max";
      property: string;
    } & Act);
export interface TopLeaf {
  type: "top";
  n: number;
  unit: "people" | "percent";
  most: boolean;
  metric: Metric;
}

export type Leaf =
  | EventLeaf
  | OccurrenceLeaf
  | RegularLeaf
  | StoppedLeaf
  | RestartedLeaf
  | SequenceLeaf
  | BasketLeaf
  | ReachableLeaf
  | OwnerLeaf
  | EngagedLeaf
  | HoldoutLeaf
  | PlaceLeaf
  | NearLeaf
  | TopLeaf
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

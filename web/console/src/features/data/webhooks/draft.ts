import type { Check, Condition, HookDetail, HookDraft, MappedEvent, NamedValue, Value } from "./api";

/** A webhook while it is written: nothing is left out. */
export interface Draft {
  name: string;
  active: boolean;
  check: Required<Check>;
  secret: string;
  deliveryHeader: string;
  events: EventDraft[];
  sample: string;
}

export interface EventDraft {
  kind: NonNullable<MappedEvent["kind"]>;
  each: string;
  when: Condition[];
  event: Value;
  identifiers: NamedValue[];
  time: Value;
  message_id: Value;
  properties: NamedValue[];
  traits: NamedValue[];
}

const SAMPLE = {
  id: "msg-20260131-0001",
  type: "trade.paid",
  created: "2026-01-31T08:00:00Z",
  buyer: { user_no: "10001", city: "杭州" },
  trade: { tid: "T1001", payment: "399.00", channel: "mini" },
};

export const newEvent = (): EventDraft => ({
  kind: "track",
  each: "",
  when: [],
  event: { constant: "" },
  identifiers: [{ name: "user_id", path: "" }],
  time: { path: "" },
  message_id: { path: "" },
  properties: [],
  traits: [],
});

/** A webhook to begin with: its sample and mapping fit, so that the preview teaches at once. */
export const newDraft = (): Draft => ({
  name: "",
  active: true,
  check: {
    kind: "none",
    header: "",
    prefix: "",
    encoding: "hex",
    timestamp_header: "",
    tolerance_s: 300,
  },
  secret: "",
  deliveryHeader: "",
  events: [
    {
      ...newEvent(),
      when: [{ path: "type", op: "equals", value: "trade.paid" }],
      event: { constant: "Order Completed" },
      identifiers: [{ name: "user_id", path: "buyer.user_no" }],
      time: { path: "created" },
      message_id: { path: "id" },
      properties: [
        { name: "order_id", path: "trade.tid" },
        { name: "total", path: "trade.payment", convert: "number" },
        { name: "channel", path: "trade.channel", translate: { mini: "小程序" } },
      ],
    },
  ],
  sample: JSON.stringify(SAMPLE, null, 2),
});

export const draftOf = (hook: HookDetail): Draft => ({
  name: hook.name,
  active: hook.active,
  check: { ...newDraft().check, ...hook.check },
  secret: "",
  deliveryHeader: hook.delivery_header,
  events: hook.mapping.events.map((one) => ({ ...newEvent(), ...one })),
  sample: hook.sample,
});

/** As the server takes it; an empty secret keeps the one there is. */
export const bodyOf = (draft: Draft): HookDraft => ({
  name: draft.name.trim(),
  active: draft.active,
  check: draft.check,
  secret: draft.secret === "" ? null : draft.secret,
  delivery_header: draft.deliveryHeader,
  mapping: { events: draft.events.map(cleaned) },
  sample: draft.sample,
});

/** Rows that nobody filled are left out. */
export const cleaned = (event: EventDraft): MappedEvent => {
  const filled = (row: NamedValue) => row.name.trim() !== "" && (row.path || row.constant != null);
  const traits = event.kind === "identify" || event.kind === "group";
  return {
    ...event,
    when: event.when.filter((one) => one.path !== ""),
    identifiers: event.identifiers.filter(filled),
    properties: event.kind === "identify" ? [] : event.properties.filter(filled),
    traits: traits ? event.traits.filter(filled) : [],
  };
};

import { textOr } from "@/i18n";
import type { Format } from "@/ui";
import { nameOfChannel, nameOfSource, nameOfStage } from "../../words";
import type { Message, TimelineEvent } from "../api";
import type { Names } from "../names";
import type { Entry } from "./grouping";

type Translate = (key: string, params?: Record<string, unknown>) => string;

/** What sentences are made with. */
export interface Tongue {
  t: Translate;
  format: Format;
  names: Names;
  messages: Map<string, Message>;
}

const joined = (...parts: (string | undefined | false | null)[]) => parts.filter(Boolean).join(" · ");
const word = (value: unknown): string => (value === undefined || value === null ? "" : String(value));

/** The product by name, else by category and brand; never only a code when more is known. */
function productOf(event: TimelineEvent, { names, format }: Tongue): string {
  const { product_id, category, brand, amount } = event.properties;
  const name = names.product(product_id);
  const what = name ?? (joined(word(category), word(brand)) || word(product_id));
  return joined(what, name && word(category), typeof amount === "number" && format.money(amount));
}

const cameBy = (event: TimelineEvent) => {
  const { utm_source, device } = event.properties;
  return joined(
    utm_source ? nameOfSource(String(utm_source)) : undefined,
    device ? textOr(`customers.device.${device}`, String(device)) : undefined,
  );
};

function orderOf({ event, lines }: Entry, tongue: Tongue): string {
  const { t, format } = tongue;
  const goods = lines.map((line) => {
    const { product_id, category } = line.properties;
    const name = tongue.names.product(product_id) ?? (word(category) || word(product_id));
    const quantity = Number(line.properties.quantity ?? 1);
    return quantity > 1 ? `${name} × ${format.number(quantity)}` : name;
  });
  const more = goods.length > 3 ? t("customers.say.more_goods", { n: goods.length - 3 }) : "";
  const channel = event.properties.channel;
  return joined(
    goods.slice(0, 3).join(t("customers.say.comma")) + more,
    channel ? nameOfSource(String(channel)) : undefined,
    word(event.properties.store),
  );
}

function messageOf(event: TimelineEvent, { t, names, messages }: Tongue): string {
  const { message, journey, reason, channel, machine } = event.properties;
  const known = messages.get(word(message));
  const why = reason && textOr(`customers.reason.${reason}`, String(reason));
  return joined(
    why ? String(why) : undefined,
    known?.template_name ? t("customers.say.template", { name: known.template_name }) : undefined,
    journey ? t("customers.say.journey", { name: names.journey(journey) ?? word(journey) }) : undefined,
    machine === true ? t("customers.say.machine") : undefined,
    !known && channel ? nameOfChannel(String(channel)) : undefined,
  );
}

function journeyOf(event: TimelineEvent, { t, names }: Tongue): string {
  const { journey, version, holdout, reason } = event.properties;
  return joined(
    t("customers.say.journey", { name: names.journey(journey) ?? word(journey) }),
    version !== undefined && `v${version}`,
    holdout === true && t("customers.say.holdout"),
    reason ? textOr(`customers.exit.${reason}`, String(reason)) : undefined,
  );
}

function identifiedOf(event: TimelineEvent, { t }: Tongue): string {
  const traits = event.properties.traits as Record<string, unknown> | undefined;
  const keys = Object.keys(traits ?? {}).map((key) => textOr(`customers.trait.${key}`, key));
  return joined(
    keys.length > 0 && t("customers.say.traits", { traits: keys.join(t("customers.say.comma")) }),
    nameOfSource(event.source),
  );
}

/** Any other event: what it carries, the first few values. */
function anyOf(event: TimelineEvent): string {
  const shown = Object.entries(event.properties)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .filter(([key]) => !["session_id", "user_id", "anonymous_id"].includes(key));
  return joined(...shown.slice(0, 3).map(([key, value]) => `${key} ${value}`));
}

type Say = (entry: Entry, tongue: Tongue) => string;

const product: Say = ({ event }, tongue) => productOf(event, tongue);
const message: Say = ({ event }, tongue) => messageOf(event, tongue);
const journey: Say = ({ event }, tongue) => journeyOf(event, tongue);
const segment: Say = ({ event }, { t, names }) =>
  t("customers.say.segment", {
    name: names.segment(event.properties.segment) ?? word(event.properties.segment),
  });

const SAY: Record<string, Say> = {
  order_paid: orderOf,
  order_refunded: ({ event }, { format }) =>
    joined(
      typeof event.properties.amount === "number" && format.money(event.properties.amount),
      word(event.properties.reason),
    ),
  products_searched: ({ event }, { t }) =>
    t("customers.say.searched", { words: word(event.properties.query) }),
  page_viewed: ({ event }) =>
    joined(word(event.properties.title), word(event.properties.path ?? event.properties.url)),
  signed_up: ({ event }) =>
    joined(cameBy(event), word(event.properties.region)) || nameOfSource(event.source),
  identified: ({ event }, tongue) => identifiedOf(event, tongue),
  segment_entered: segment,
  segment_left: segment,
  journey_entered: journey,
  journey_converted: journey,
  journey_exited: journey,
  stage_changed: ({ event }, { t }) =>
    t(event.properties.previous ? "customers.say.stage" : "customers.say.stage_first", {
      previous: nameOfStage(word(event.properties.previous)),
      stage: nameOfStage(word(event.properties.stage)),
    }),
  consent_changed: ({ event }, { t }) =>
    joined(
      t(event.properties.granted ? "customers.say.granted" : "customers.say.withdrawn", {
        channel: nameOfChannel(word(event.properties.channel)),
      }),
      event.properties.origin ? nameOfSource(word(event.properties.origin)) : undefined,
    ),
  profiles_merged: (_, { t }) => t("customers.say.merged"),
  profiles_split: (_, { t }) => t("customers.say.split"),
};

/** What happened, in the reader's words. */
export function detailOf(entry: Entry, tongue: Tongue): string {
  const { name } = entry.event;
  const say = SAY[name];
  if (say) return say(entry, tongue);
  if (name.startsWith("message_") || name.startsWith("email_")) return message(entry, tongue);
  if (entry.event.properties.product_id) return product(entry, tongue);
  return anyOf(entry.event);
}

/** The heading of an entry: the event's name, with the amount of an order. */
export function titleOf({ event }: Entry, { format }: Tongue): string {
  const label =
    event.label === event.name ? textOr(`customers.event.${event.name}`, event.name) : event.label;
  const { amount } = event.properties;
  return event.name === "order_paid" && typeof amount === "number"
    ? `${label} ${format.money(amount)}`
    : label;
}

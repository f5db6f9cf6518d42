import { Trophy } from "lucide-react";
import { useText } from "@/i18n";
import { useProperties } from "../../api";
import { ActChips, missingInAct } from "../parts/ActChips";
import { NumberChip } from "../parts/NumberChip";
import { PickChip } from "../parts/PickChip";
import { WindowChip } from "../parts/WindowChip";
import { type Metric, RANKED, type TopLeaf } from "../types";
import { isMoney, useWords, type Words } from "../words";
import { type ChipsProps, type LeafKind, numberIn } from "./kind";
import { Switch } from "./Switch";

const FUNCTIONS = ["count", "sum", "avg", "max"] as const;
const EVENT: Metric = {
  of: "event",
  name: "",
  where: [],
  window: { kind: "last", amount: 90, unit: "day" },
  function: "count",
  property: "",
};

/** The metric as one choice: a figure of the state, "event", or a trait. */
const choiceOf = (metric: Metric): string =>
  metric.of === "state" ? metric.field : metric.of === "event" ? "event" : `trait:${metric.key}`;

function metricOf(choice: string): Metric {
  if (choice === "event") return EVENT;
  if (choice.startsWith("trait:")) return { of: "trait", key: choice.slice(6) };
  return { of: "state", field: choice as (typeof RANKED)[number] };
}

function Chips({ leaf, onChange }: ChipsProps<TopLeaf>) {
  const t = useText();
  const words = useWords();
  const numbers = words.vocabulary.traits.filter((one) => one.type === "number");
  return (
    <>
      <PickChip
        label={t("segments.top.metric")}
        look="name"
        value={choiceOf(leaf.metric)}
        choices={[
          ...RANKED.map((one) => ({ value: one, label: t(`segments.state.${one}`) })),
          { value: "event", label: t("segments.top.event") },
          ...numbers.map((one) => ({ value: `trait:${one.value}`, label: words.traitName(one.value) })),
        ]}
        onChange={(choice) => onChange({ ...leaf, metric: metricOf(choice) })}
      />
      {leaf.metric.of === "event" && (
        <EventMetric metric={leaf.metric} onChange={(metric) => onChange({ ...leaf, metric })} />
      )}
      <Switch
        label={t("segments.top.direction")}
        on={leaf.most}
        yes={t("segments.top.most")}
        no={t("segments.top.least")}
        onChange={(most) => onChange({ ...leaf, most })}
      />
      <NumberChip
        label={t("segments.top.n")}
        text={words.format.number(leaf.n)}
        value={leaf.n}
        min={1}
        max={leaf.unit === "percent" ? 100 : 10_000_000}
        onChange={(n) => onChange({ ...leaf, n })}
      />
      <Switch
        label={t("segments.top.unit")}
        on={leaf.unit === "people"}
        yes={t("segments.top.people")}
        no="%"
        onChange={(people) =>
          onChange({
            ...leaf,
            unit: people ? "people" : "percent",
            n: people ? leaf.n : Math.min(leaf.n, 100),
          })
        }
      />
    </>
  );
}

type OfEvent = Extract<Metric, { of: "event" }>;

function EventMetric({ metric, onChange }: { metric: OfEvent; onChange: (metric: OfEvent) => void }) {
  const t = useText();
  const words = useWords();
  const numbers = (useProperties(metric.name).data ?? []).filter((one) => one.type === "number");
  return (
    <>
      <ActChips value={metric} onChange={(act) => onChange({ ...metric, ...act })} />
      <PickChip
        label={t("segments.aggregate.function")}
        look="verb"
        value={metric.function}
        choices={FUNCTIONS.map((one) => ({ value: one, label: t(`segments.top.${one}`) }))}
        onChange={(value) => onChange({ ...metric, function: value as OfEvent["function"] })}
      />
      {metric.function !== "count" && (
        <PickChip
          label={t("segments.where.property")}
          free
          value={metric.property}
          choices={numbers.map((one) => ({ value: one.name, label: words.property(one.name) }))}
          onChange={(property) => onChange({ ...metric, property })}
        />
      )}
      <WindowChip value={metric.window} onChange={(window) => onChange({ ...metric, window })} />
    </>
  );
}

function sayMetric(metric: Metric, words: Words): string {
  if (metric.of === "state") return words.t(`segments.state.${metric.field}`);
  if (metric.of === "trait") return words.traitName(metric.key);
  const what = metric.function === "count" ? "" : ` ${words.property(metric.property)}`;
  return `${words.act(metric)}${what} ${words.t(`segments.top.${metric.function}`)} · ${words.window(metric.window)}`;
}

const inMoney = (metric: Metric): boolean =>
  metric.of === "state"
    ? metric.field === "spend"
    : metric.of === "event" && metric.function !== "count" && isMoney(metric.property);

const isTime = (metric: Metric): boolean =>
  metric.of === "state" && metric.field !== "spend" && metric.field !== "orders";

export const top: LeafKind<TopLeaf> = {
  type: "top",
  area: "other",
  icon: () => Trophy,
  make: () => ({ type: "top", n: 100, unit: "people", most: true, metric: { of: "state", field: "spend" } }),
  Chips,
  missing: ({ metric }) => {
    if (metric.of !== "event") return null;
    if (metric.function !== "count" && !metric.property) return "segments.missing.property";
    return missingInAct(metric);
  },
  say: (leaf, words) =>
    `${sayMetric(leaf.metric, words)} · ${words.t(leaf.most ? "segments.top.most" : "segments.top.least")} ${words.format.number(leaf.n)}${leaf.unit === "percent" ? "%" : ` ${words.t("segments.top.people")}`}`,
  evidence: (leaf, data, words) => {
    const [place, ranked, value] = [
      numberIn(data, "place"),
      numberIn(data, "ranked"),
      numberIn(data, "value"),
    ];
    if (place === null || value === null) return words.t("segments.evidence.unranked");
    const shown = isTime(leaf.metric)
      ? words.at(value)
      : inMoney(leaf.metric)
        ? words.format.money(Math.round(value))
        : words.scalar(value, "number");
    return words.t("segments.evidence.place", {
      place: words.format.number(place),
      ranked: words.format.number(ranked),
      value: shown,
    });
  },
};

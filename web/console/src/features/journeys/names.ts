import { useQuery } from "@tanstack/react-query";
import { CircleDashed, Shield } from "lucide-react";
import { useMemo } from "react";
import { api, take } from "@/api/client";
import { textOr, useText } from "@/i18n";
import { useFormat } from "@/ui";
import { KINDS } from "./graph/kinds";
import type { AwaitedEvent, Duration, Step, Wait, Way } from "./graph/model";

const EVERY = { limit: 200 };

export const useSegments = () =>
  useQuery({
    queryKey: ["journeys", "names", "segments"],
    queryFn: () => take(api.GET("/api/v1/segments", { params: { query: { ...EVERY, sort: "name" } } })),
    select: (page) => page.items,
    staleTime: 60_000,
  });

export const useTemplates = () =>
  useQuery({
    queryKey: ["journeys", "names", "templates"],
    queryFn: () => take(api.GET("/api/v1/templates", { params: { query: { ...EVERY } } })),
    select: (page) => page.items,
    staleTime: 60_000,
  });

export const useEvents = () =>
  useQuery({
    queryKey: ["journeys", "names", "events"],
    queryFn: () => take(api.GET("/api/v1/events/names")),
    staleTime: 60_000,
  });

const named = <Item>(items: Item[] | undefined, key: (one: Item) => string, name: (one: Item) => string) =>
  new Map((items ?? []).map((one) => [key(one), name(one)]));

/** Names for the ids in a graph. */
export function useNames() {
  const segments = useSegments().data;
  const templates = useTemplates().data;
  const events = useEvents().data;
  return useMemo(() => {
    const ofSegment = named(
      segments,
      (one) => one.id,
      (one) => one.name,
    );
    const ofTemplate = named(
      templates,
      (one) => one.id,
      (one) => one.name,
    );
    const ofEvent = named(
      events,
      (one) => one.name,
      (one) => one.label,
    );
    return {
      segment: (id: string) => ofSegment.get(id) ?? (id ? "…" : ""),
      template: (id: string) => ofTemplate.get(id) ?? (id ? "…" : ""),
      event: (name: string) => ofEvent.get(name) ?? name,
    };
  }, [segments, templates, events]);
}

export type Names = ReturnType<typeof useNames>;

/** Why a pass ended: known reasons have words, authors' own are shown as written. */
export const reasonName = (reason: string) => textOr(`journeys.reason.${reason}`, reason);

/** Why a message was not sent. */
export const holdName = (reason: string) => textOr(`journeys.hold.${reason}`, reason);

/** The words of steps: type, title, line below, ways out. */
export function useWords() {
  const t = useText();
  const names = useNames();
  const format = useFormat();
  return useMemo(() => {
    const length = ({ amount, unit }: Duration) =>
      t(`journeys.length.${unit}${amount === 1 ? "" : "s"}`, { amount: format.number(amount) });
    const awaited = (events: AwaitedEvent[]) =>
      events.map((event) => names.event(event.name)).join(t("journeys.words.or"));
    const wait = (one: Wait) => {
      if (one.kind === "duration") return t("journeys.words.delay", { length: length(one.length) });
      if (one.kind === "local_time") {
        const on = one.weekdays.length && one.weekdays.length < 7;
        const days = one.weekdays.map((day) => t(`journeys.weekday.${day}`)).join(t("journeys.words.comma"));
        return on
          ? t("journeys.words.until_days", { time: one.time, days })
          : t("journeys.words.until", { time: one.time });
      }
      const offset = Math.abs(one.offset_days);
      const side = one.offset_days < 0 ? "before" : one.offset_days > 0 ? "after" : "on";
      return t(`journeys.words.trait_${side}`, { key: one.key, days: offset, time: one.time });
    };
    const below = (step: Step): string => {
      switch (step.type) {
        case "segment_entry":
          return names.segment(step.segment) || t("journeys.words.no_segment");
        case "event_entry":
          return names.event(step.event) || t("journeys.words.no_event");
        case "delay":
          return wait(step.wait);
        case "wait_for":
          return t("journeys.words.at_most", { length: length(step.timeout) });
        case "condition_split":
          return t("journeys.words.ways", { count: step.branches.length + 1 });
        case "random_split":
          return step.branches.map((one) => `${one.percent}%`).join(" / ");
        case "send_email":
          return names.template(step.template) || t("journeys.words.no_template");
        case "update_profile":
          return Object.keys(step.traits).join(t("journeys.words.comma")) || t("journeys.words.no_traits");
        case "tag":
          return (
            [...step.add.map((tag) => `+${tag}`), ...step.remove.map((tag) => `−${tag}`)].join(" ") ||
            t("journeys.words.no_tags")
          );
        case "goal":
          return awaited(step.events) || t("journeys.words.no_event");
        case "exit":
          return reasonName(step.reason);
      }
    };
    const type = (kind: string) => textOr(`journeys.type.${kind}`, kind);
    const title = (step: Step): string => {
      if (step.label) return step.label;
      if (step.type === "wait_for" && step.events.length)
        return t("journeys.words.wait_for", { what: awaited(step.events) });
      if (step.type === "goal" && step.events.length)
        return t("journeys.words.goal", { what: awaited(step.events) });
      return type(step.type);
    };
    const way = (step: Step, one: Way) => one.label || wayName(step.type, one.branch);
    /** A place that is no step of the draft: the holdout, or a removed step. */
    const node = (id: string) => (id.startsWith("$") ? type(id.slice(1)) : id);
    return { length, awaited, wait, below, title, type, way, node, names };
  }, [t, names, format]);
}

export type Words = ReturnType<typeof useWords>;

export function wayName(type: string, branch: string): string {
  return textOr(`journeys.way.${type}.${branch}`, textOr(`journeys.way.${branch}`, branch));
}

export const iconOf = (type: string) =>
  type === "holdout" ? Shield : (KINDS[type as keyof typeof KINDS]?.icon ?? CircleDashed);

/** Traits and tags in use, for suggestions. */
function useVocabulary() {
  return useQuery({
    queryKey: ["journeys", "names", "vocabulary"],
    queryFn: () => take(api.GET("/api/v1/segments/vocabulary")),
    staleTime: 60_000,
  }).data;
}

export const useTraits = () => useVocabulary()?.traits ?? [];
export const useTags = () => useVocabulary()?.tags ?? [];

/** The company's rules of contact; quiet hours hold for every journey. */
export const usePolicy = () =>
  useQuery({
    queryKey: ["journeys", "names", "policy"],
    queryFn: () => take(api.GET("/api/v1/contact-policy")),
    staleTime: 60_000,
  }).data;

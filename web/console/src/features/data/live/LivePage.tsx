import { Button, Input, Segmented, Select } from "antd";
import { CirclePause, CirclePlay, Radio, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, Chip, EmptyState, ErrorState, PageFrame } from "@/ui";
import { type LiveEvent, type LiveFilters, type Quality, useEventNames } from "../api";
import { EventDrawer } from "./EventDrawer";
import { EventRows } from "./EventRows";
import styles from "./Live.module.css";
import { useLive } from "./useLive";

const KINDS = ["track", "page", "screen", "identify", "group", "alias", "fact"] as const;
const NAMES = ["q", "name", "kind", "source", "profile", "quality"] as const;

/** The filters, which stand in the address. */
function useFilters() {
  const [params, setParams] = useSearchParams();
  const filters = Object.fromEntries(
    NAMES.map((name) => [name, params.get(name) ?? ""]),
  ) as unknown as LiveFilters;
  const change = (changes: Partial<Record<keyof LiveFilters, string>>) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value) after.set(name, value);
          else after.delete(name);
        }
        return after;
      },
      { replace: true },
    );
  return { filters, change, clear: () => setParams({}, { replace: true }) };
}

interface BarProps {
  filters: LiveFilters;
  change: ReturnType<typeof useFilters>["change"];
}

function Filters({ filters, change }: BarProps) {
  const t = useText();
  const names = useEventNames();
  return (
    <>
      <Input
        value={filters.q}
        onChange={(event) => change({ q: event.target.value })}
        placeholder={t("data.live.search")}
        aria-label={t("data.live.search")}
        prefix={<Search size={14} color="var(--ink-3)" aria-hidden />}
        allowClear
        style={{ width: 220 }}
      />
      <Select
        value={filters.name}
        onChange={(name) => change({ name })}
        showSearch={{ optionFilterProp: "search" }}
        aria-label={t("data.live.event")}
        style={{ width: 190 }}
        popupMatchSelectWidth={280}
        options={[
          { value: "", label: t("data.live.all_events"), search: "" },
          ...(names.data ?? [])
            .filter((one) => one.count > 0)
            .map((one) => ({ value: one.name, label: one.label, search: `${one.label} ${one.name}` })),
        ]}
      />
      <Select
        value={filters.kind}
        onChange={(kind) => change({ kind })}
        aria-label={t("data.live.kind")}
        style={{ width: 130 }}
        options={[
          { value: "", label: t("data.live.all_kinds") },
          ...KINDS.map((value) => ({ value, label: t(`data.kind.${value}`) })),
        ]}
      />
      <Segmented
        value={filters.quality}
        onChange={(quality) => change({ quality: quality as Quality | "" })}
        aria-label={t("data.live.quality")}
        options={(["", "valid", "suspect", "invalid"] as const).map((value) => ({
          value,
          label: t(`data.quality.${value || "all"}`),
        }))}
      />
      {filters.source && (
        <Chip tone="brand" onClick={() => change({ source: "" })}>
          {t("data.live.source_is", { source: filters.source })}
        </Chip>
      )}
      {filters.profile && (
        <Chip tone="brand" onClick={() => change({ profile: "" })}>
          {t("data.live.one_person")}
        </Chip>
      )}
    </>
  );
}

/** Events as they come in, seconds after they happen: to see whether a source sends what it should. */
export default function LivePage() {
  const t = useText();
  const can = useCan();
  const { filters, change, clear } = useFilters();
  const [paused, setPaused] = useState(false);
  const [shown, setShown] = useState<LiveEvent | null>(null);
  const live = useLive(useDeferredValue(filters), paused);
  const filtered = NAMES.some((name) => filters[name]);
  return (
    <PageFrame
      title={t("data.live.title")}
      purpose={t("data.live.purpose")}
      chips={
        <Chip tone={paused ? "neutral" : "ok"} dot>
          {t(paused ? "data.live.paused" : "data.live.running")}
        </Chip>
      }
      actions={
        <Button
          icon={paused ? <CirclePlay size={15} /> : <CirclePause size={15} />}
          onClick={() => setPaused(!paused)}
        >
          {t(paused ? "data.live.resume" : "data.live.pause")}
        </Button>
      }
    >
      <Card flush>
        <div className={styles.bar}>
          <Filters filters={filters} change={change} />
          {filtered && (
            <Button type="link" onClick={clear}>
              {t("ui.table.clear")}
            </Button>
          )}
          <span style={{ flex: 1 }} />
          <span className="muted">{t("data.live.count", { count: live.items.length })}</span>
        </div>
        {Boolean(live.error) && <ErrorState error={live.error} retry={live.retry} />}
        {!live.error && !live.loading && live.items.length === 0 && (
          <EmptyState
            icon={Radio}
            title={t(filtered ? "data.live.none_found" : "data.live.empty")}
            lesson={t(filtered ? "data.live.none_found_lesson" : "data.live.empty_lesson")}
            action={
              !filtered && can("events.keys") && <Link to="/write-keys">{t("data.live.empty_action")}</Link>
            }
          />
        )}
        {live.items.length > 0 && (
          <EventRows
            events={live.items}
            seen={live.seen}
            stale={live.loading}
            onOpen={setShown}
            onSource={(source) => change({ source })}
          />
        )}
      </Card>
      <EventDrawer event={shown} onClose={() => setShown(null)} onPerson={(profile) => change({ profile })} />
    </PageFrame>
  );
}

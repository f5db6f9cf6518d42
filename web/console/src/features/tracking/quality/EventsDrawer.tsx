import { Button, Skeleton } from "antd";
import { Link } from "react-router";
import type { TimeSpan } from "@/api/span";
import { useText } from "@/i18n";
import {
  Chip,
  type Column,
  DateTime,
  EmptyState,
  ErrorState,
  RowsTable,
  SideDrawer,
  StatusDot,
  type Tone,
} from "@/ui";
import { type Slice, type TrafficEvent, useTrafficEvents } from "../api";
import { reasonWords } from "../words";

const TONES: Record<string, Tone> = { valid: "ok", suspect: "warn", invalid: "bad" };

interface Props {
  span: TimeSpan;
  slice: Slice | null;
  onClose: () => void;
}

/** The events behind a figure, newest first. */
export function EventsDrawer({ span, slice, onClose }: Props) {
  const t = useText();
  const list = useTrafficEvents(span, slice);
  if (!slice) return null;
  const events = list.data?.pages.flatMap((page) => page.items) ?? [];
  const parts = [
    slice.value,
    slice.quality && t(`tracking.verdict.${slice.quality}`),
    slice.reason && reasonWords(slice.reason),
  ];
  return (
    <SideDrawer
      open
      onClose={onClose}
      width={920}
      title={t("tracking.quality.events")}
      purpose={parts.filter(Boolean).join(" · ")}
    >
      {list.isPending && <Skeleton active title={false} paragraph={{ rows: 8 }} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && events.length === 0 && (
        <EmptyState title={t("tracking.quality.empty")} lesson={t("tracking.quality.empty_lesson")} />
      )}
      {events.length > 0 && (
        <RowsTable
          label={t("tracking.quality.events")}
          columns={eventColumns(t)}
          rows={events}
          rowKey={(one) => one.id}
          compact
        />
      )}
      {list.hasNextPage && (
        <div style={{ display: "flex", justifyContent: "center", padding: 16 }}>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("tracking.quality.more")}
          </Button>
        </div>
      )}
    </SideDrawer>
  );
}

function eventColumns(t: ReturnType<typeof useText>): Column<TrafficEvent>[] {
  return [
    {
      key: "time",
      title: t("tracking.quality.time"),
      width: 130,
      render: (one) => <DateTime at={one.time} />,
    },
    {
      key: "event",
      title: t("tracking.violation.event"),
      render: (one) =>
        one.profile ? <Link to={`/customers/${one.profile}`}>{one.label}</Link> : <span>{one.label}</span>,
    },
    {
      key: "verdict",
      title: t("tracking.quality.verdict"),
      width: 90,
      render: (one) => (
        <StatusDot tone={TONES[one.quality] ?? "neutral"}>{t(`tracking.verdict.${one.quality}`)}</StatusDot>
      ),
    },
    {
      key: "reasons",
      title: t("tracking.quality.reason"),
      render: (one) => (
        <span className="row" style={{ flexWrap: "wrap", gap: 4 }}>
          {one.reasons.map((reason) => (
            <Chip key={reason}>{reasonWords(reason)}</Chip>
          ))}
        </span>
      ),
    },
    {
      key: "network",
      title: t("tracking.quality.network"),
      width: 120,
      render: (one) => <span className="mono muted">{String(one.context.ip ?? "—")}</span>,
    },
    {
      key: "source",
      title: t("tracking.violation.source"),
      width: 90,
      render: (one) => <span className="mono muted">{one.source}</span>,
    },
  ];
}

import { Button, Skeleton } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useText } from "@/i18n";
import { EmptyState, ErrorState, useFormat } from "@/ui";
import { useMessages, useTimeline } from "../api";
import { useNames } from "../names";
import { daysOf, headingOf } from "./grouping";
import type { Tongue } from "./sentences";
import { TimelineItem } from "./TimelineItem";
import styles from "./timeline.module.css";

const KINDS = ["all", "behaviour", "order", "message", "journey", "profile"] as const;
type Kind = (typeof KINDS)[number];

/** Calls when the end of the list comes into view. */
function useAtEnd(reach: () => void, active: boolean) {
  const mark = useRef<HTMLDivElement>(null);
  const latest = useRef(reach);
  latest.current = reach;
  useEffect(() => {
    const node = mark.current;
    if (!node || !active || typeof IntersectionObserver === "undefined") return;
    const watch = new IntersectionObserver((seen) => seen[0]?.isIntersecting && latest.current(), {
      root: node.parentElement,
      rootMargin: "240px",
    });
    watch.observe(node);
    return () => watch.disconnect();
  }, [active]);
  return mark;
}

function KindChooser({ kind, choose }: { kind: Kind; choose: (kind: Kind) => void }) {
  const t = useText();
  return (
    <fieldset className={styles.kinds} style={{ border: 0, margin: 0 }}>
      <legend className="visually-hidden">{t("customers.timeline.kinds")}</legend>
      {KINDS.map((one) => (
        <button
          type="button"
          key={one}
          className={`${styles.kind} ${one === kind ? styles.chosen : ""}`}
          aria-pressed={one === kind}
          onClick={() => choose(one)}
        >
          {t(`customers.timeline.kind.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

/** Everything that happened with a person, newest first, by day. */
export function Timeline({ id, onOrder }: { id: string; onOrder: (orderId: string) => void }) {
  const t = useText();
  const format = useFormat();
  const [kind, setKind] = useState<Kind>("all");
  const list = useTimeline(id, kind === "all" ? [] : [kind]);
  const messages = useMessages(id);
  const pages = useMemo(() => list.data?.pages.map((page) => page.items) ?? [], [list.data]);
  const events = useMemo(() => pages.flat(), [pages]);
  const names = useNames(pages);
  const days = daysOf(events, (at) => format.dateTime(at, "date"));
  const today = format.dateTime(Date.now(), "date");
  const tongue: Tongue = {
    t,
    format,
    names,
    messages: new Map(messages.data?.items.map((one) => [one.id, one])),
  };
  const further = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  const end = useAtEnd(further, list.hasNextPage);
  return (
    <>
      <KindChooser kind={kind} choose={setKind} />
      <div className={styles.body}>
        {list.isPending && <Skeleton active title={false} paragraph={{ rows: 10 }} />}
        {list.isError && <ErrorState error={list.error} retry={() => list.refetch()} compact />}
        {list.isSuccess && events.length === 0 && (
          <EmptyState
            compact
            title={t("customers.timeline.empty")}
            lesson={t("customers.timeline.empty_lesson")}
          />
        )}
        {days.map((day) => (
          <section key={day.date}>
            <h3 className={styles.day}>{headingOf(day.date, today, format, t)}</h3>
            <ol className={styles.list}>
              {day.entries.map((entry) => (
                <TimelineItem key={entry.event.id} entry={entry} tongue={tongue} onOrder={onOrder} />
              ))}
            </ol>
          </section>
        ))}
        <div ref={end} />
      </div>
      {events.length > 0 && (
        <div className={styles.foot}>
          <span>
            {t(list.hasNextPage ? "customers.timeline.shown" : "customers.timeline.all_shown", {
              n: format.number(events.length),
            })}
          </span>
          {list.hasNextPage && (
            <Button type="link" size="small" loading={list.isFetchingNextPage} onClick={further}>
              {t("customers.timeline.earlier")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

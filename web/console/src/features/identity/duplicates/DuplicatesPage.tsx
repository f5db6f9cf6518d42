import { Button, Segmented, Skeleton } from "antd";
import { Search, Settings2 } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import {
  Card,
  EmptyState,
  ErrorState,
  KeyboardShortcut,
  PageFrame,
  toast,
  useFormat,
  useJobToast,
} from "@/ui";
import {
  type Decision,
  type Pair,
  type PairState,
  useDecide,
  usePairs,
  useReopen,
  useSearch,
  useSummary,
} from "./api";
import styles from "./duplicates.module.css";
import { PairCompare, percentOf } from "./PairCompare";
import { ThresholdDialog } from "./ThresholdDialog";
import { useReviewKeys } from "./useReviewKeys";

const STATES: PairState[] = ["open", "later", "apart", "merged"];

function QueueItem({ pair, on, choose }: { pair: Pair; on: boolean; choose: () => void }) {
  return (
    <li>
      <button
        type="button"
        className={`${styles.item} ${on ? styles.on : ""}`}
        aria-pressed={on}
        onClick={choose}
      >
        <span className={styles.names}>
          <span className="ellipsis">{pair.left.name}</span>
          <span className="ellipsis">{pair.right.name}</span>
        </span>
        <span className={styles.percent}>{percentOf(pair.probability)}</span>
      </button>
    </li>
  );
}

/** The decisions with their keys. */
function Decisions({ state, decide, reopen, busy }: DecisionsProps) {
  const t = useText();
  if (state === "apart" || state === "merged")
    return (
      <Button onClick={reopen} loading={busy}>
        {t("identity.duplicates.reopen")} <KeyboardShortcut keys={["U"]} />
      </Button>
    );
  return (
    <>
      <Button type="primary" onClick={() => decide("merged")} loading={busy}>
        {t("identity.duplicates.merge")} <KeyboardShortcut keys={["M"]} />
      </Button>
      <Button onClick={() => decide("apart")} disabled={busy}>
        {t("identity.duplicates.apart")} <KeyboardShortcut keys={["N"]} />
      </Button>
      {state === "open" && (
        <Button onClick={() => decide("later")} disabled={busy}>
          {t("identity.duplicates.later")} <KeyboardShortcut keys={["L"]} />
        </Button>
      )}
    </>
  );
}

interface DecisionsProps {
  state: PairState;
  decide: (decision: Decision) => void;
  reopen: () => void;
  busy: boolean;
}

function Review({ state }: { state: PairState }) {
  const t = useText();
  const may = useCan()("profiles.write");
  const found = usePairs(state);
  const decision = useDecide(state);
  const reopening = useReopen();
  const [at, setAt] = useState(0);
  const [last, setLast] = useState<string | null>(null);
  const pairs = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const place = Math.min(at, Math.max(pairs.length - 1, 0));
  const pair = pairs[place];
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && place >= pairs.length - 5) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, place, pairs.length]);

  const busy = decision.isPending || reopening.isPending;
  const undecided = state === "open" || state === "later";
  const take = (id: string) =>
    reopening.mutate(id, {
      onSuccess: () => {
        setLast(null);
        toast.success(t("identity.duplicates.reopened"));
      },
    });
  const decide = (what: Decision) => {
    if (!pair || busy || !may || !undecided || what === state) return;
    decision.mutate({ id: pair.id, decision: what }, { onSuccess: () => setLast(pair.id) });
  };
  const undo = () => {
    const id = undecided ? last : pair?.id;
    if (id && !busy && may) take(id);
  };
  useReviewKeys(
    {
      merge: () => decide("merged"),
      apart: () => decide("apart"),
      later: () => decide("later"),
      undo,
      next: () => setAt(Math.min(place + 1, pairs.length - 1)),
      previous: () => setAt(Math.max(place - 1, 0)),
    },
    true,
  );

  if (found.isPending) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  return (
    <>
      {last && undecided && (
        <div className={styles.last} role="status">
          {t("identity.duplicates.decided")}
          <Button type="link" size="small" onClick={undo} loading={reopening.isPending}>
            {t("identity.duplicates.undo")} <KeyboardShortcut keys={["U"]} />
          </Button>
        </div>
      )}
      {!pair ? (
        <Card>
          <EmptyState
            title={t(`identity.duplicates.empty_${state}`)}
            lesson={t(
              state === "open" ? "identity.duplicates.empty_lesson" : "identity.duplicates.empty_other",
            )}
          />
        </Card>
      ) : (
        <div className={styles.review}>
          <Card flush>
            <ol className={styles.queue} aria-label={t("identity.duplicates.queue")}>
              {pairs.map((one, index) => (
                <QueueItem key={one.id} pair={one} on={index === place} choose={() => setAt(index)} />
              ))}
            </ol>
          </Card>
          <Card
            title={t("identity.duplicates.sure", { percent: percentOf(pair.probability) })}
            extra={
              may && (
                <div className={styles.decisions}>
                  <Decisions state={state} decide={decide} reopen={undo} busy={busy} />
                </div>
              )
            }
          >
            <PairCompare pair={pair} />
          </Card>
        </div>
      )}
    </>
  );
}

/** Customers whose records look alike though no identifier joins them: one person or two, decided by people. */
export default function DuplicatesPage() {
  const t = useText();
  const format = useFormat();
  const admin = useCan()("identity.write");
  const summary = useSummary();
  const search = useSearch();
  const follow = useJobToast();
  const [state, setState] = useState<PairState>("open");
  const [threshold, setThreshold] = useState(false);
  const now = summary.data;
  const start = () =>
    search.mutate(undefined, {
      onSuccess: ({ job }) =>
        follow(job, { title: t("identity.duplicates.searching"), onDone: () => void summary.refetch() }),
    });
  const purpose = now?.searched_at
    ? t("identity.duplicates.answer", {
        open: format.number(now.open),
        records: format.number(now.records),
        at: format.dateTime(now.searched_at),
      })
    : t("identity.duplicates.purpose");
  return (
    <PageFrame
      title={t("identity.nav.duplicates")}
      purpose={purpose}
      actions={
        admin && (
          <>
            <Button icon={<Settings2 size={15} />} onClick={() => setThreshold(true)} disabled={!now}>
              {now?.auto_threshold
                ? t("identity.duplicates.auto_at", { percent: percentOf(now.auto_threshold) })
                : t("identity.duplicates.auto_off")}
            </Button>
            <Button
              icon={<Search size={15} />}
              onClick={start}
              loading={search.isPending || Boolean(now?.job)}
            >
              {t("identity.duplicates.search")}
            </Button>
          </>
        )
      }
    >
      <Segmented
        value={state}
        onChange={setState}
        options={STATES.map((one) => ({
          value: one,
          label: `${t(`identity.duplicates.state_${one}`)} ${now ? format.number(now[one]) : ""}`,
        }))}
        style={{ justifySelf: "start" }}
      />
      <Review key={`${state}${now?.searched_at ?? ""}`} state={state} />
      {now && <ThresholdDialog summary={now} open={threshold} onClose={() => setThreshold(false)} />}
    </PageFrame>
  );
}

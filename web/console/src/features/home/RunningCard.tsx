import { Waypoints } from "lucide-react";
import { Link, useNavigate } from "react-router";
import { useText } from "@/i18n";
import {
  Card,
  type Column,
  Definition,
  Delta,
  EmptyState,
  RowsTable,
  StatusDot,
  type Tone,
  useFormat,
} from "@/ui";
import type { Running } from "./api";
import styles from "./home.module.css";

/** What runs now: people inside, conversion against the holdout, and whether it is well. */
export function RunningCard({ running }: { running: Running[] }) {
  const t = useText();
  const navigate = useNavigate();
  const columns = useColumns();
  const well = running.filter((one) => stateOf(one).tone === "ok").length;
  return (
    <Card
      flush
      title={t("home.running.title")}
      note={t("home.running.note", { well, rest: running.length - well })}
      extra={<Link to="/journeys">{t("home.running.all")}</Link>}
    >
      {running.length === 0 ? (
        <EmptyState
          compact
          title={t("home.running.empty")}
          lesson={t("home.running.empty_lesson")}
          action={<Link to="/journeys">{t("home.running.start")}</Link>}
        />
      ) : (
        <RowsTable
          label={t("home.running.title")}
          columns={columns}
          rows={running.slice(0, 6)}
          rowKey={(one) => one.id}
          onOpen={(one) => void navigate(`/journeys/${one.id}`)}
        />
      )}
    </Card>
  );
}

function useColumns(): Column<Running>[] {
  const t = useText();
  const format = useFormat();
  return [
    {
      key: "name",
      title: t("home.running.name"),
      render: (one) => (
        <span className={styles.running}>
          <Waypoints size={16} strokeWidth={1.6} aria-hidden />
          <span>
            <Link to={`/journeys/${one.id}`} className={styles.runningName}>
              {one.name}
            </Link>
            <span className="caption">{t("home.running.journey", { version: one.version })}</span>
          </span>
        </span>
      ),
    },
    {
      key: "active",
      title: t("home.running.people"),
      align: "right",
      definition: t("home.running.people_definition"),
      render: (one) => (
        <span className={styles.nowrap}>
          {t("home.running.inside", { count: format.number(one.active) })}
        </span>
      ),
    },
    {
      key: "conversion",
      title: t("home.running.conversion"),
      align: "right",
      definition: t("home.running.conversion_definition"),
      render: (one) => <b>{format.percent(one.conversion)}</b>,
    },
    {
      key: "holdout",
      title: t("home.running.holdout"),
      align: "right",
      definition: t("home.running.holdout_definition"),
      render: (one) => <span className="muted">{format.percent(one.holdout_conversion)}</span>,
    },
    { key: "lift", title: t("home.running.lift"), align: "right", render: (one) => <Lift one={one} /> },
    {
      key: "health",
      title: t("home.running.health"),
      render: (one) => {
        const { tone, word } = stateOf(one);
        return <StatusDot tone={tone}>{t(`home.running.state.${word}`)}</StatusDot>;
      },
    },
  ];
}

function Lift({ one }: { one: Running }) {
  const t = useText();
  const format = useFormat();
  if (one.lift === null) return <span className="muted">—</span>;
  const interval =
    one.lift_low === null
      ? t("home.running.no_interval")
      : t("home.running.interval", {
          low: format.delta(one.lift_low, "points"),
          high: format.delta(one.lift_high ?? 0, "points"),
        });
  return (
    <Definition text={interval}>
      <Delta
        change={one.lift}
        kind="points"
        arrow={false}
        good={one.verdict === "undecided" ? "none" : "up"}
      />
    </Definition>
  );
}

function stateOf(one: Running): { tone: Tone; word: string } {
  if (one.health === "stalled") return { tone: "bad", word: "stalled" };
  if (one.health === "paused") return { tone: "warn", word: "paused" };
  if (one.verdict === "ineffective") return { tone: "bad", word: "ineffective" };
  if (one.verdict === "undecided") return { tone: "warn", word: "undecided" };
  return { tone: "ok", word: one.verdict === "effective" ? "effective" : "ok" };
}

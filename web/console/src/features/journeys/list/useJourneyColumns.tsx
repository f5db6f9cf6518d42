import { Dropdown } from "antd";
import { Ellipsis } from "lucide-react";
import { Link, useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { textOr, useText } from "@/i18n";
import { type Column, DateTime, IconButton, StatusDot, type Tone, useFormat } from "@/ui";
import { type Behind, type Journey, useDuplicate } from "../api";
import { StateChip } from "../StateChip";
import { VerdictChip } from "../Verdict";
import styles from "./List.module.css";
import { useAskTurn } from "./useAskTurn";

type Open = (journey: Journey, behind: Behind, title: string) => void;

const HEALTH: Record<string, Tone> = { ok: "ok", paused: "warn", failing: "bad", stalled: "bad" };

interface FigureProps {
  text: string;
  onOpen?: () => void;
}

function Figure({ text, onOpen }: FigureProps) {
  if (!onOpen || text === "—") return <span className="muted">{text}</span>;
  return (
    <button
      type="button"
      className={styles.figure}
      onClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
    >
      {text}
    </button>
  );
}

export function useJourneyColumns(open: Open): Column<Journey>[] {
  const t = useText();
  const format = useFormat();
  const figure = (
    key: string,
    text: (one: Journey) => string,
    behind: Behind,
    csv: (one: Journey) => number | null | undefined,
  ): Column<Journey> => ({
    key,
    title: t(`journeys.list.${key}`),
    definition: t(`journeys.list.${key}_definition`),
    align: "right",
    render: (one) => (
      <Figure
        text={one.figures ? text(one) : "—"}
        onOpen={() => open(one, behind, t(`journeys.list.${key}`))}
      />
    ),
    csv,
  });
  return [
    {
      key: "name",
      title: t("journeys.list.name"),
      sort: "name",
      required: true,
      render: (one) => (
        <span className={styles.name}>
          <Link to={`/journeys/${one.id}`} onClick={(event) => event.stopPropagation()}>
            {one.name}
          </Link>
          <span className="caption ellipsis" title={one.description}>
            {one.description}
          </span>
        </span>
      ),
      csv: (one) => one.name,
    },
    {
      key: "state",
      title: t("journeys.list.state"),
      render: (one) => <StateChip state={one.state} version={one.version} />,
      csv: (one) => one.state,
    },
    figure(
      "active",
      (one) => format.number(one.figures?.active),
      { state: "active" },
      (one) => one.figures?.active,
    ),
    figure(
      "entered",
      (one) => format.number(one.figures?.entered),
      {},
      (one) => one.figures?.entered,
    ),
    figure(
      "conversion",
      (one) => format.percent(one.figures?.conversion),
      { state: "converted", holdout: false },
      (one) => one.figures?.conversion,
    ),
    figure(
      "holdout",
      (one) => format.percent(one.figures?.holdout_conversion),
      { state: "converted", holdout: true },
      (one) => one.figures?.holdout_conversion,
    ),
    {
      key: "lift",
      title: t("journeys.list.lift"),
      definition: t("journeys.lift.definition"),
      align: "right",
      render: (one) => <LiftCell one={one} />,
      csv: (one) => one.figures?.lift,
    },
    {
      key: "health",
      title: t("journeys.list.health"),
      definition: t("journeys.list.health_definition"),
      render: (one) =>
        one.state === "live" || one.state === "paused" ? (
          <StatusDot tone={HEALTH[one.health] ?? "neutral"}>
            {textOr(`journeys.health.${one.health}`, one.health)}
          </StatusDot>
        ) : (
          <span className="muted">—</span>
        ),
      csv: (one) => one.health,
    },
    {
      key: "updated",
      title: t("journeys.list.updated"),
      sort: "updated_at",
      align: "right",
      render: (one) => (
        <span className={styles.when}>
          <DateTime at={one.updated_at} />
        </span>
      ),
      csv: (one) => one.updated_at,
    },
    {
      key: "more",
      title: "",
      required: true,
      width: 48,
      align: "right",
      render: (one) => <More journey={one} />,
    },
  ];
}

function LiftCell({ one }: { one: Journey }) {
  const format = useFormat();
  const { figures } = one;
  if (!figures || figures.lift === null) return <span className="muted">—</span>;
  return (
    <span className={styles.lift}>
      <span>{format.delta(figures.lift, "points")}</span>
      <VerdictChip verdict={figures.verdict} />
    </span>
  );
}

function More({ journey }: { journey: Journey }) {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const duplicate = useDuplicate();
  const ask = useAskTurn(journey);
  const runs = journey.state === "live" ? "pause" : journey.state === "paused" ? "resume" : null;
  const items = [
    { key: "open", label: t("journeys.list.open") },
    ...(journey.version !== null ? [{ key: "report", label: t("journeys.page.report") }] : []),
    ...(can("journeys.write") ? [{ key: "duplicate", label: t("journeys.list.duplicate") }] : []),
    ...(runs && can("journeys.publish") ? [{ key: runs, label: t(`journeys.turn.${runs}`) }] : []),
    ...(journey.version === null && can("journeys.write")
      ? [{ key: "delete", label: t("journeys.list.delete"), danger: true }]
      : []),
  ];
  const act = (key: string) => {
    if (key === "open") void navigate(`/journeys/${journey.id}`);
    if (key === "report") void navigate(`/journeys/${journey.id}/report`);
    if (key === "pause" || key === "resume" || key === "delete") ask(key);
    if (key === "duplicate")
      duplicate.mutate(
        { id: journey.id, name: t("journeys.list.copy_name", { name: journey.name }) },
        { onSuccess: (made) => void navigate(`/journeys/${made.id}`) },
      );
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps clicks in the menu from opening the row
    // biome-ignore lint/a11y/useKeyWithClickEvents: keeps clicks in the menu from opening the row
    <span onClick={(event) => event.stopPropagation()}>
      <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items, onClick: ({ key }) => act(key) }}>
        <IconButton label={t("journeys.list.more", { name: journey.name })} icon={Ellipsis} />
      </Dropdown>
    </span>
  );
}

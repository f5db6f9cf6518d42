import { useText } from "@/i18n";
import { BulletBar, Card, type Column, Delta, RowsTable, useFormat } from "@/ui";
import type { Home, Shown, Span } from "./api";
import { Figure } from "./figures";
import styles from "./home.module.css";
import { deltaKind, figureText, healthOf, nameOf } from "./words";

/** Yesterday: each figure beside the same weekday a week before, and the day's target. */
export function DayCard({ home, span }: { home: Home; span: Span }) {
  const t = useText();
  const format = useFormat();
  const weekday = t(`home.weekday.${new Date(`${home.yesterday}T00:00:00Z`).getUTCDay()}`);
  const columns: Column<Shown>[] = [
    {
      key: "name",
      title: t("home.day.title", { date: home.yesterday.slice(5) }),
      render: (shown) => nameOf(t, shown.key),
    },
    {
      key: "value",
      title: t("home.day.value"),
      align: "right",
      render: (shown) => (
        <Figure shown={shown} span={span} note={`${home.yesterday} ${weekday}`} className={styles.strong} />
      ),
    },
    {
      key: "change",
      title: t("home.day.against", { weekday }),
      align: "right",
      definition: t("home.day.against_definition"),
      render: (shown) => <Delta change={shown.change} kind={deltaKind(shown)} />,
    },
    {
      key: "reached",
      title: t("home.day.reached"),
      align: "right",
      definition: t("home.day.reached_definition"),
      render: (shown) => <Reached shown={shown} target={figureText(shown, shown.target, format)} />,
    },
  ];
  return (
    <Card flush className={styles.day}>
      <RowsTable
        label={t("home.day.label")}
        columns={columns}
        rows={home.day}
        rowKey={(shown) => shown.key}
      />
    </Card>
  );
}

function Reached({ shown, target }: { shown: Shown; target: string }) {
  const t = useText();
  const format = useFormat();
  if (shown.reached === null) return <span className="muted">—</span>;
  return (
    <span className={styles.reached} title={t("home.day.target", { target })}>
      <span className={styles.reachedBar}>
        <BulletBar
          value={shown.reached}
          target={1}
          max={1.25}
          tone={healthOf(shown)}
          label={t("home.day.target", { target })}
        />
      </span>
      {format.percent(shown.reached)}
    </span>
  );
}

import { Segmented } from "antd";
import { useMemo, useState } from "react";
import { useSession } from "@/api/session";
import { lastDays, lastMonths, useNow } from "@/api/span";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState, KpiRow, NumberText, PageFrame, PageSkeleton, Percent } from "@/ui";
import { STAGES, type Unit, useLifecycle } from "../api";
import { BehindDrawer, type Opened } from "../BehindDrawer";
import { MovesMatrix } from "./MovesMatrix";
import { StagesTable } from "./StagesTable";

const SPANS = { month: 12, week: 84, day: 28 } as const;

/** Where customers stand in their life with the company, and how they move. */
export default function LifecyclePage() {
  const t = useText();
  const now = useNow();
  const { company } = useSession();
  const [unit, setUnit] = useState<Unit>("month");
  const [opened, setOpened] = useState<Opened | null>(null);
  const span = useMemo(() => {
    if (now === undefined) return undefined;
    return unit === "month"
      ? lastMonths(now, SPANS.month, company.timezone)
      : lastDays(now, SPANS[unit], company.timezone);
  }, [now, unit, company.timezone]);
  const found = useLifecycle(span, unit);
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  if (!found.data || !span) return <PageSkeleton />;
  const last = found.data.periods.at(-1);
  const all = Object.values(last?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  const name = (stage: string) => (stage ? t(`insights.stage.${stage}`) : t("insights.stage.new"));
  const openStage = (stage: string) =>
    setOpened({ title: name(stage), behind: { path: "lifecycle", query: { ...span, stage } } });
  return (
    <PageFrame
      title={t("insights.lifecycle.title")}
      purpose={t("insights.lifecycle.purpose", { days: found.data.window_days })}
      actions={
        <Segmented
          value={unit}
          onChange={(value) => setUnit(value as Unit)}
          options={(["month", "week", "day"] as const).map((value) => ({
            value,
            label: t(`insights.unit.${value}`),
          }))}
        />
      }
    >
      <KpiRow
        items={STAGES.map((stage) => ({
          label: name(stage),
          definition: t(`insights.stage_definition.${stage}`, { days: found.data.window_days }),
          value: <NumberText value={last?.counts[stage] ?? 0} />,
          note: <Percent value={all ? (last?.counts[stage] ?? 0) / all : null} />,
          trend: {
            values: found.data.periods.map((period) => period.counts[stage] ?? 0),
            label: name(stage),
          },
          onOpen: () => openStage(stage),
        }))}
      />
      <Card title={t("insights.lifecycle.moves")} note={t("insights.lifecycle.moves_note")}>
        {found.data.moves.length === 0 ? (
          <EmptyState
            title={t("insights.lifecycle.no_moves")}
            lesson={t("insights.lifecycle.no_moves_lesson")}
          />
        ) : (
          <MovesMatrix
            moves={found.data.moves}
            name={name}
            onOpen={(move) =>
              setOpened({
                title: `${name(move.previous)} → ${name(move.stage)}`,
                behind: {
                  path: "lifecycle",
                  query: { ...span, previous: move.previous || "new", stage: move.stage },
                },
              })
            }
          />
        )}
      </Card>
      <Card flush title={t("insights.lifecycle.periods")} note={t("insights.lifecycle.periods_note")}>
        <StagesTable
          periods={found.data.periods}
          unit={unit}
          name={name}
          onOpen={(period, stage) =>
            setOpened({
              title: `${period.label} · ${name(stage)}`,
              behind: { path: "lifecycle", query: { start: period.start, end: period.end, stage } },
            })
          }
        />
      </Card>
      <BehindDrawer opened={opened} onClose={() => setOpened(null)} />
    </PageFrame>
  );
}

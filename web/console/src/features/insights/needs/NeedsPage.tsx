import { Button, Segmented, Select } from "antd";
import { Download } from "lucide-react";
import { useMemo, useState } from "react";
import { useSession } from "@/api/session";
import { lastDays, useNow } from "@/api/span";
import { useText } from "@/i18n";
import {
  Card,
  type Column,
  EmptyState,
  ErrorState,
  NumberText,
  PageFrame,
  PageSkeleton,
  Percent,
  RowsTable,
  Sparkline,
} from "@/ui";
import { ACTS, type Act, type By, downloadNeeds, type Need, type Unit, useNeeds } from "../api";
import { BehindDrawer, type Opened } from "../BehindDrawer";
import styles from "../Insights.module.css";

const SPANS: { days: number; unit: Unit }[] = [
  { days: 7, unit: "day" },
  { days: 28, unit: "day" },
  { days: 84, unit: "week" },
  { days: 364, unit: "month" },
];

/** What customers look for, ask, buy, return and complain about, beside the period before. */
export default function NeedsPage() {
  const t = useText();
  const now = useNow();
  const { company } = useSession();
  const [days, setDays] = useState(28);
  const [by, setBy] = useState<By>("category");
  const [act, setAct] = useState<Act>("viewed");
  const [opened, setOpened] = useState<Opened | null>(null);
  const unit = SPANS.find((one) => one.days === days)?.unit ?? "day";
  const span = useMemo(
    () => (now === undefined ? undefined : lastDays(now, days, company.timezone)),
    [now, days, company.timezone],
  );
  const found = useNeeds(span, unit, by);
  const columns = useNeedColumns(act, (need, which) =>
    setOpened({
      title: `${need} · ${t(`insights.act.${which}`)}`,
      behind: { path: "needs", query: { ...span, by, need, act: which } },
    }),
  );
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  if (!found.data || !span) return <PageSkeleton />;
  const rows = found.data.needs
    .filter((one) => ACTS.some((which) => one.acts[which]?.people))
    .sort((a, b) => (b.acts[act]?.people ?? 0) - (a.acts[act]?.people ?? 0));
  return (
    <PageFrame
      title={t("insights.needs.title")}
      purpose={t("insights.needs.purpose")}
      actions={
        <Button
          icon={<Download size={15} />}
          onClick={() => void downloadNeeds(span, unit, by, t("insights.needs.title"))}
        >
          {t("insights.needs.csv")}
        </Button>
      }
    >
      <Card flush>
        <div className="row" style={{ padding: "12px 16px", flexWrap: "wrap" }}>
          <Segmented
            value={by}
            onChange={(value) => setBy(value as By)}
            options={(["category", "brand", "product_id", "keyword"] as const).map((value) => ({
              value,
              label: t(`insights.by.${value}`),
            }))}
          />
          <Select
            value={days}
            onChange={setDays}
            aria-label={t("insights.needs.span")}
            style={{ width: 130 }}
            options={SPANS.map((one) => ({
              value: one.days,
              label: t("insights.needs.days", { count: one.days }),
            }))}
          />
          <Select
            value={act}
            onChange={setAct}
            aria-label={t("insights.needs.rank")}
            style={{ width: 150 }}
            options={ACTS.map((value) => ({
              value,
              label: t("insights.needs.rank_by", { act: t(`insights.act.${value}`) }),
            }))}
          />
          <span className="muted">
            {t("insights.needs.active", {
              count: found.data.active.toLocaleString("en"),
              before: found.data.active_before.toLocaleString("en"),
            })}
          </span>
        </div>
        {rows.length === 0 ? (
          <EmptyState title={t("insights.needs.empty")} lesson={t("insights.needs.empty_lesson")} />
        ) : (
          <RowsTable
            label={t("insights.needs.title")}
            columns={columns}
            rows={rows}
            rowKey={(one) => one.need}
          />
        )}
      </Card>
      <BehindDrawer opened={opened} onClose={() => setOpened(null)} />
    </PageFrame>
  );
}

function useNeedColumns(ranked: Act, open: (need: string, act: Act) => void): Column<Need>[] {
  const t = useText();
  return [
    {
      key: "need",
      title: t("insights.needs.need"),
      render: (one) => <span style={{ fontWeight: 500 }}>{one.need}</span>,
    },
    ...ACTS.map((act) => ({
      key: act,
      title: t(`insights.act.${act}`),
      definition: t(`insights.act_definition.${act}`),
      align: "right" as const,
      width: 86,
      render: (one: Need) =>
        one.acts[act]?.people ? (
          <button type="button" className={styles.link} onClick={() => open(one.need, act)}>
            <NumberText value={one.acts[act].people} />
          </button>
        ) : (
          <span className="muted">—</span>
        ),
    })),
    {
      key: "share",
      title: t("insights.needs.share"),
      definition: t("insights.needs.share_definition", { act: t(`insights.act.${ranked}`) }),
      align: "right",
      width: 90,
      render: (one) => <Percent value={one.acts[ranked]?.share ?? null} />,
    },
    {
      key: "change",
      title: t("insights.needs.change"),
      definition: t("insights.needs.change_definition", { act: t(`insights.act.${ranked}`) }),
      align: "right",
      width: 170,
      render: (one) => <Change figures={one.acts[ranked]} />,
    },
    {
      key: "trend",
      title: t("insights.needs.trend"),
      width: 100,
      render: (one) => (
        <Sparkline
          values={one.acts[ranked]?.series ?? []}
          height={22}
          tone="neutral"
          label={t("insights.needs.trend")}
        />
      ),
    },
  ];
}

/** The change of the share in points with its interval; grey when the interval holds 0. */
function Change({ figures }: { figures: Need["acts"][string] | undefined }) {
  const t = useText();
  if (!figures || figures.change === null) return <span className="muted">—</span>;
  const points = (value: number) => {
    const shown = Math.round(value * 1000) / 10;
    return `${shown > 0 ? "+" : shown < 0 ? "−" : ""}${Math.abs(shown).toFixed(1)}`;
  };
  const sure = figures.low !== null && figures.high !== null && figures.low * figures.high > 0;
  return (
    <span className={sure ? undefined : "muted"}>
      {t("insights.needs.points", { change: points(figures.change) })}
      {figures.low !== null && figures.high !== null && (
        <span className="muted" style={{ fontSize: 12, marginLeft: 6 }}>
          {points(figures.low)}…{points(figures.high)}
        </span>
      )}
    </span>
  );
}

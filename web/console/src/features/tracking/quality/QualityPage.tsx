import { Segmented, Select, Tabs } from "antd";
import { useMemo, useState } from "react";
import { useCan, useSession } from "@/api/session";
import { lastDays, type TimeSpan, useNow } from "@/api/span";
import { useText } from "@/i18n";
import {
  Card,
  EmptyState,
  ErrorState,
  KpiRow,
  NumberText,
  PageFrame,
  PageSkeleton,
  Percent,
  RowsTable,
} from "@/ui";
import { DIMENSIONS, type Dimension, type Slice, useTraffic } from "../api";
import { EventsDrawer } from "./EventsDrawer";
import { NetworksCard } from "./NetworksCard";
import { ReasonsCard } from "./ReasonsCard";
import { ThresholdsCard } from "./ThresholdsCard";
import { usePartColumns } from "./usePartColumns";

/** How much of the traffic is real: raw, invalid and net, why, and by which rules. */
export default function QualityPage() {
  const t = useText();
  const now = useNow();
  const { company } = useSession();
  const [days, setDays] = useState(7);
  const [tab, setTab] = useState("traffic");
  const span = useMemo(
    () => (now === undefined ? undefined : lastDays(now, days, company.timezone)),
    [now, days, company.timezone],
  );
  return (
    <PageFrame
      title={t("tracking.quality.title")}
      purpose={t("tracking.quality.purpose")}
      actions={
        <Segmented
          value={days}
          onChange={(value) => setDays(Number(value))}
          options={[1, 7, 28, 90].map((value) => ({
            value,
            label: value === 1 ? t("tracking.quality.today") : t("tracking.violation.days", { count: value }),
          }))}
        />
      }
    >
      <Tabs
        activeKey={tab}
        onChange={setTab}
        tabBarStyle={{ margin: 0 }}
        items={(["traffic", "rules"] as const).map((key) => ({ key, label: t(`tracking.quality.${key}`) }))}
      />
      {tab === "traffic" ? span ? <TrafficTab span={span} /> : <PageSkeleton /> : <RulesTab />}
    </PageFrame>
  );
}

function TrafficTab({ span }: { span: TimeSpan }) {
  const t = useText();
  const [by, setBy] = useState<Dimension>("source");
  const [slice, setSlice] = useState<Slice | null>(null);
  const found = useTraffic(span, by);
  const columns = usePartColumns(by, (value, quality) => setSlice({ by, value, quality }));
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <PageSkeleton />;
  const { total, parts, reasons } = found.data;
  const kpi = (key: "raw" | "invalid" | "net" | "suspect", value: number, quality?: Slice["quality"]) => ({
    label: t(`tracking.quality.${key}`),
    definition: t(`tracking.quality.${key}_definition`),
    value: <NumberText value={value} />,
    note:
      key === "invalid" ? (
        <>
          {t("tracking.quality.rate")} <Percent value={total.rate} />
        </>
      ) : undefined,
    onOpen: () => setSlice({ quality }),
  });
  return (
    <>
      <KpiRow
        items={[
          kpi("raw", total.raw),
          kpi("invalid", total.invalid, "invalid"),
          kpi("net", total.net),
          kpi("suspect", total.suspect, "suspect"),
        ]}
      />
      <Card flush>
        <div className="row" style={{ padding: "12px 16px" }}>
          <Select
            value={by}
            onChange={setBy}
            aria-label={t("tracking.quality.by")}
            style={{ width: 150 }}
            options={DIMENSIONS.map((value) => ({ value, label: t(`tracking.dimension.${value}`) }))}
          />
        </div>
        {parts.length === 0 ? (
          <EmptyState title={t("tracking.quality.empty")} lesson={t("tracking.quality.empty_lesson")} />
        ) : (
          <RowsTable
            label={t("tracking.quality.title")}
            columns={columns}
            rows={parts}
            rowKey={(one) => one.value}
          />
        )}
      </Card>
      <ReasonsCard reasons={reasons} onOpen={(reason) => setSlice({ reason })} />
      <EventsDrawer span={span} slice={slice} onClose={() => setSlice(null)} />
    </>
  );
}

function RulesTab() {
  const writable = useCan()("events.write");
  return (
    <>
      <NetworksCard writable={writable} />
      <ThresholdsCard writable={writable} />
    </>
  );
}

import { Button } from "antd";
import { Waypoints } from "lucide-react";
import { useNavigate, useParams } from "react-router";
import { useText } from "@/i18n";
import { EmptyState, ErrorState, type KpiProps, KpiRow, PageFrame, PageSkeleton, useFormat } from "@/ui";
import { type Detail, type Report, useJourney, useReport } from "../api";
import { treatedConversions } from "../canvas/figures";
import { useWords } from "../names";
import { StateChip } from "../StateChip";
import { useDrill } from "../useDrill";
import { DaysCard } from "./DaysCard";
import { EffectCard } from "./EffectCard";
import { NodesCard } from "./NodesCard";
import { ReasonsCards } from "./ReasonsCards";
import styles from "./Report.module.css";

export type Drill = ReturnType<typeof useDrill>;

/** What a journey did: how many came in and out, what the touch was worth, where people are lost. */
export default function ReportPage() {
  const { id = "" } = useParams();
  const t = useText();
  const navigate = useNavigate();
  const journey = useJourney(id);
  const report = useReport(id, journey.data?.state === "live");
  if (journey.isPending || report.isPending) return <PageSkeleton />;
  if (journey.isError) return <ErrorState page error={journey.error} retry={() => void journey.refetch()} />;
  if (report.isError) return <ErrorState page error={report.error} retry={() => void report.refetch()} />;
  const open = (
    <Button icon={<Waypoints size={15} />} onClick={() => void navigate(`/journeys/${id}`)}>
      {t("journeys.report.canvas")}
    </Button>
  );
  return (
    <PageFrame
      title={journey.data.name}
      crumb={t("journeys.report.crumb", { name: journey.data.name })}
      purpose={journey.data.description || t("journeys.report.purpose")}
      chips={<StateChip state={journey.data.state} version={journey.data.version} />}
      actions={open}
    >
      {report.data.entered === 0 ? (
        <EmptyState
          page
          icon={Waypoints}
          title={t("journeys.report.empty")}
          lesson={t("journeys.report.empty_lesson")}
          action={open}
        />
      ) : (
        <Body journey={journey.data} report={report.data} />
      )}
    </PageFrame>
  );
}

function Body({ journey, report }: { journey: Detail; report: Report }) {
  const words = useWords();
  const names = new Map(report.nodes.map((one) => [one.node, one.label || words.type(one.type)]));
  const drill = useDrill(journey.id, (node) => names.get(node) ?? words.node(node));
  return (
    <>
      <KpiRow items={useTotals(report, drill)} />
      <div className={styles.two}>
        <EffectCard report={report} drill={drill} />
        <DaysCard report={report} />
      </div>
      <NodesCard report={report} drill={drill} />
      <ReasonsCards report={report} drill={drill} />
      {drill.drawers}
    </>
  );
}

function useTotals(report: Report, drill: Drill): KpiProps[] {
  const t = useText();
  const format = useFormat();
  const of = (part: number, whole: number) => (whole ? format.percent(part / whole) : "—");
  const treated = treatedConversions(report);
  const sent = report.nodes.reduce((sum, one) => sum + (one.messages?.sent ?? 0), 0);
  const held = Object.values(report.suppressed).reduce((sum, one) => sum + one, 0);
  const item = (key: string, value: number, note: string, onOpen: () => void): KpiProps => ({
    label: t(`journeys.total.${key}`),
    definition: t(`journeys.total.${key}_definition`),
    value: format.number(value),
    note,
    onOpen,
  });
  const title = (key: string) => t(`journeys.total.${key}`);
  return [
    item(
      "entered",
      report.entered,
      t("journeys.total.entered_note", { count: format.number(report.holdout) }),
      () => drill.openPeople({}, title("entered")),
    ),
    item(
      "active",
      report.active,
      t("journeys.total.share", { share: of(report.active, report.entered) }),
      () => drill.openPeople({ state: "active" }, title("active")),
    ),
    item(
      "converted",
      report.converted,
      t("journeys.total.converted_note", {
        touched: format.number(treated),
        held: format.number(report.converted - treated),
      }),
      () => drill.openPeople({ state: "converted" }, title("converted")),
    ),
    item(
      "exited",
      report.exited,
      t("journeys.total.share", { share: of(report.exited, report.entered) }),
      () => drill.openPeople({ state: "exited" }, title("exited")),
    ),
    item("sent", sent, t("journeys.total.sent_note", { count: format.number(held) }), () =>
      drill.openMessages({ state: "sent" }, title("sent")),
    ),
  ];
}

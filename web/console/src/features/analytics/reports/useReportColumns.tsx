import { Pencil, Trash2 } from "lucide-react";
import { Link } from "react-router";
import { useSession } from "@/api/session";
import { type Translate, useText } from "@/i18n";
import { Chip, type Column, ConfirmButton, DateTime, IconButton } from "@/ui";
import styles from "../analytics.module.css";
import { type Report, useNameOf } from "../api";
import { daysOfRange } from "../days";
import { type Asks, fromSaved, type Kind, type NameOf } from "../question";
import { measureName, presetName } from "../words";
import { reportPath } from "./search";

interface Options {
  writes: boolean;
  rename: (report: Report) => void;
  remove: (report: Report) => void;
}

export function useReportColumns({ writes, rename, remove }: Options): Column<Report>[] {
  const t = useText();
  const nameOf = useNameOf();
  const { company } = useSession();
  const about = (report: Report) => questionWords(report, company.timezone, nameOf, t);
  const span = (report: Report) => spanWords(report, company.timezone, t);
  return [
    {
      key: "name",
      title: t("analytics.report.name"),
      sort: "name",
      required: true,
      render: (report) => (
        <Link to={reportPath(report)} className={styles.strong} onClick={(event) => event.stopPropagation()}>
          {report.name}
        </Link>
      ),
      csv: (report) => report.name,
    },
    {
      key: "kind",
      title: t("analytics.report.kind"),
      width: 110,
      render: (report) => <Chip>{t(`analytics.nav.${report.kind}`)}</Chip>,
      csv: (report) => t(`analytics.nav.${report.kind}`),
    },
    {
      key: "about",
      title: t("analytics.report.about"),
      render: (report) => <span className="muted">{about(report)}</span>,
      csv: about,
    },
    {
      key: "span",
      title: t("analytics.span.label"),
      definition: t("analytics.report.span_definition"),
      render: span,
      csv: span,
    },
    {
      key: "updated",
      title: t("analytics.report.updated"),
      sort: "updated_at",
      align: "right",
      render: (report) => <DateTime at={report.updated_at} />,
      csv: (report) => report.updated_at,
    },
    {
      key: "created",
      title: t("analytics.report.created"),
      sort: "created_at",
      align: "right",
      hidden: true,
      render: (report) => <DateTime at={report.created_at} />,
      csv: (report) => report.created_at,
    },
    {
      key: "tools",
      title: "",
      required: true,
      width: 84,
      align: "right",
      render: (report) => writes && <Tools report={report} rename={rename} remove={remove} />,
    },
  ];
}

function Tools({ report, rename, remove }: { report: Report } & Omit<Options, "writes">) {
  const t = useText();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps the row from opening
    // biome-ignore lint/a11y/useKeyWithClickEvents: the buttons inside have their own keys
    <span
      className="row"
      style={{ gap: 0, justifyContent: "flex-end" }}
      onClick={(event) => event.stopPropagation()}
    >
      <IconButton label={t("analytics.report.rename")} icon={Pencil} onClick={() => rename(report)} />
      <ConfirmButton
        question={t("analytics.report.delete_question", { count: 1 })}
        lesson={t("analytics.report.delete_lesson")}
        confirm={t("analytics.report.delete")}
        onConfirm={() => remove(report)}
        button={{
          type: "text",
          size: "small",
          style: { color: "var(--ink-3)" },
          icon: <Trash2 size={16} />,
          "aria-label": t("analytics.report.delete"),
        }}
      >
        {null}
      </ConfirmButton>
    </span>
  );
}

/** What a report asks, in a line. */
function questionWords(report: Report, timezone: string, nameOf: NameOf, t: Translate): string {
  const ask = fromSaved(report.kind, report.query, timezone) as Asks[Kind];
  if ("steps" in ask) return ask.steps.map((step) => nameOf(step.event)).join(" → ");
  if ("measures" in ask) {
    return ask.measures
      .map((one) => measureName(one, nameOf(one.step.event), t))
      .join(t("analytics.sentence.comma"));
  }
  return `${nameOf(ask.start_event.event)} → ${nameOf(ask.return_event.event)}`;
}

function spanWords(report: Report, timezone: string, t: Translate): string {
  const ask = fromSaved(report.kind, report.query, timezone) as Asks[Kind];
  if (ask.span.preset) return presetName(ask.span.preset, "period" in ask ? ask.period : "day", t);
  const days = daysOfRange(report.query.range as { start: number; end: number }, timezone);
  return `${days.from} – ${days.to}`;
}

import { Button, Progress } from "antd";
import { useText } from "@/i18n";
import { type Column, DateTime, StatusDot, useFormat } from "@/ui";
import { type Job, useCancelJob } from "./api";
import { isLive, nameOfJob, toneOfJob } from "./words";

function ProgressCell({ job }: { job: Job }) {
  const format = useFormat();
  if (!job.total) return <span className="muted ellipsis">{job.note || "—"}</span>;
  return (
    <div className="row" style={{ gap: 12 }}>
      <Progress
        percent={Math.round((100 * job.done) / job.total)}
        size="small"
        showInfo={false}
        status={job.state === "failed" ? "exception" : "normal"}
        style={{ width: 120, margin: 0 }}
      />
      <span className="muted">
        {format.number(job.done)} / {format.number(job.total)}
      </span>
    </div>
  );
}

function CancelButton({ job }: { job: Job }) {
  const t = useText();
  const cancel = useCancelJob();
  return (
    <Button
      size="small"
      loading={cancel.isPending}
      onClick={(event) => {
        event.stopPropagation();
        cancel.mutate(job.id);
      }}
    >
      {t("ui.cancel")}
    </Button>
  );
}

export function useJobColumns(cancellable: boolean): Column<Job>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("jobs.page.name"),
      sort: "name",
      required: true,
      render: (job) => (
        <span style={{ fontWeight: 500 }} title={job.name}>
          {nameOfJob(job)}
        </span>
      ),
      csv: (job) => job.name,
    },
    {
      key: "state",
      title: t("jobs.page.state"),
      render: (job) => <StatusDot tone={toneOfJob(job)}>{t(`jobs.state.${job.state}`)}</StatusDot>,
      csv: (job) => job.state,
    },
    {
      key: "progress",
      title: t("jobs.page.progress"),
      render: (job) => <ProgressCell job={job} />,
      csv: (job) => (job.total ? `${job.done}/${job.total}` : ""),
    },
    {
      key: "attempts",
      title: t("jobs.page.attempts"),
      definition: t("jobs.page.attempts_definition"),
      align: "right",
      render: (job) => job.attempts,
      csv: (job) => job.attempts,
    },
    {
      key: "created",
      title: t("jobs.page.created"),
      sort: "created_at",
      align: "right",
      render: (job) => <DateTime at={job.created_at} />,
      csv: (job) => job.created_at,
    },
    {
      key: "finished",
      title: t("jobs.page.finished"),
      align: "right",
      render: (job) => <DateTime at={job.finished_at} />,
      csv: (job) => job.finished_at,
    },
    {
      key: "cancel",
      title: "",
      required: true,
      width: 80,
      align: "right",
      render: (job) => cancellable && isLive(job) && <CancelButton job={job} />,
    },
  ];
}

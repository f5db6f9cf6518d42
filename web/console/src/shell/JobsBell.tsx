import { Popover, Progress } from "antd";
import { Bell } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useCan } from "@/api/session";
import { textOr, useText } from "@/i18n";
import { pages } from "@/navigation";
import { DateTime } from "@/ui/figures";
import { IconButton } from "@/ui/IconButton";
import { StatusDot } from "@/ui/StatusDot";
import styles from "./JobsBell.module.css";
import { isLive, type Job, useRecentJobs } from "./jobs";

export const jobTone = (state: Job["state"]) =>
  state === "failed" ? "bad" : state === "done" ? "ok" : state === "running" ? "brand" : "neutral";

export const jobName = (name: string) => textOr(`jobs.name.${name}`, name);

function JobLine({ job }: { job: Job }) {
  const t = useText();
  return (
    <div className={styles.job}>
      <div className={styles.line}>
        <span className="ellipsis">{jobName(job.name)}</span>
        <StatusDot tone={jobTone(job.state)}>{textOr(`jobs.state.${job.state}`, job.state)}</StatusDot>
      </div>
      {job.state === "running" && job.total > 0 && (
        <Progress percent={Math.round((100 * job.done) / job.total)} size="small" />
      )}
      <div className="caption ellipsis">
        {job.error || job.note || <DateTime at={job.created_at} />}
        {job.error && ` · ${t("shell.jobs.look")}`}
      </div>
    </div>
  );
}

/** Background work of the last hours; a dot while something runs or has failed. */
export function JobsBell() {
  const t = useText();
  const can = useCan();
  const [open, setOpen] = useState(false);
  const jobs = useRecentJobs(can("jobs.read"));
  if (!can("jobs.read")) return null;
  const items = jobs.data?.items ?? [];
  const dot = items.some((job) => job.state === "failed") ? "bad" : items.some(isLive) ? "brand" : undefined;
  const page = pages.find((one) => one.path === "governance/jobs");
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      content={
        <div className={styles.panel}>
          <div className={styles.head}>
            {t("shell.jobs.title")}
            {page && (
              <Link to={`/${page.path}`} onClick={() => setOpen(false)}>
                {t("shell.jobs.all")}
              </Link>
            )}
          </div>
          {items.slice(0, 6).map((job) => (
            <JobLine key={job.id} job={job} />
          ))}
          {items.length === 0 && <div className={styles.empty}>{t("shell.jobs.none")}</div>}
        </div>
      }
    >
      <IconButton label={t("shell.jobs.title")} icon={Bell} dot={dot} />
    </Popover>
  );
}

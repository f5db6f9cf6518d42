import { useText } from "@/i18n";
import { JsonView, SideDrawer, StatusDot, useFormat } from "@/ui";
import type { Job } from "./api";
import { nameOfJob, toneOfJob } from "./words";

/** One job: outcome, error, times. */
export function JobDrawer({ job, onClose }: { job: Job | null; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  if (!job) return null;
  return (
    <SideDrawer
      open
      onClose={onClose}
      width={520}
      title={nameOfJob(job)}
      purpose={<StatusDot tone={toneOfJob(job)}>{t(`jobs.state.${job.state}`)}</StatusDot>}
    >
      <div className="stack">
        {job.error && (
          <section>
            <h3 style={{ fontSize: 14, marginBottom: 6 }}>{t("jobs.page.error")}</h3>
            <JsonView value={job.error} />
          </section>
        )}
        {job.result !== null && job.result !== undefined && (
          <section>
            <h3 style={{ fontSize: 14, marginBottom: 6 }}>{t("jobs.page.result")}</h3>
            <JsonView value={job.result} />
          </section>
        )}
        <dl style={{ display: "grid", gridTemplateColumns: "96px 1fr", gap: "6px 12px", margin: 0 }}>
          <dt className="muted">{t("jobs.page.created")}</dt>
          <dd style={{ margin: 0 }}>{format.dateTime(job.created_at, "full")}</dd>
          <dt className="muted">{t("jobs.page.due")}</dt>
          <dd style={{ margin: 0 }}>{format.dateTime(job.run_at, "full")}</dd>
          <dt className="muted">{t("jobs.page.finished")}</dt>
          <dd style={{ margin: 0 }}>{format.dateTime(job.finished_at, "full")}</dd>
          <dt className="muted">{t("jobs.page.id")}</dt>
          <dd style={{ margin: 0 }} className="mono">
            {job.id}
          </dd>
        </dl>
      </div>
    </SideDrawer>
  );
}

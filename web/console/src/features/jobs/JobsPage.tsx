import { Select } from "antd";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DataTable, PageFrame } from "@/ui";
import { type Job, STATES, useJobs } from "./api";
import { JobDrawer } from "./JobDrawer";
import { useJobColumns } from "./useJobColumns";

/** Long work in the background: how far it is, what came out, what failed. */
export default function JobsPage() {
  const t = useText();
  const list = useJobs();
  const columns = useJobColumns(useCan()("jobs.write"));
  const [job, setJob] = useState<Job | null>(null);
  return (
    <PageFrame title={t("jobs.page.title")} purpose={t("jobs.page.purpose")}>
      <DataTable
        name="jobs"
        list={list}
        columns={columns}
        search={t("jobs.page.search")}
        filters={
          <Select
            value={list.filters.state}
            onChange={(state) => list.change({ state })}
            style={{ width: 130 }}
            aria-label={t("jobs.page.state")}
            options={[
              { value: "", label: t("jobs.page.all_states") },
              ...STATES.map((state) => ({ value: state, label: t(`jobs.state.${state}`) })),
            ]}
          />
        }
        empty={{ title: t("jobs.page.empty"), lesson: t("jobs.page.empty_lesson") }}
        onOpen={setJob}
      />
      <JobDrawer job={list.items.find((one) => one.id === job?.id) ?? job} onClose={() => setJob(null)} />
    </PageFrame>
  );
}

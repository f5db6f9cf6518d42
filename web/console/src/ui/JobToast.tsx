import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef } from "react";
import { api, type Model, take } from "@/api/client";
import { useText } from "@/i18n";
import { wordsOf } from "./toast";

type Job = Model<"JobOut">;

export interface JobToastOptions {
  title: string;
  onDone?: (job: Job) => void;
  every?: number;
}

type Follow = (jobId: string, options: JobToastOptions) => void;
const FollowContext = createContext<Follow>(() => undefined);
const ENDED = new Set(["done", "failed", "cancelled"]);

function JobProgress({ job, cancel }: { job: Job; cancel: () => void }) {
  const t = useText();
  const percent = job.total > 0 ? Math.min(100, Math.round((100 * job.done) / job.total)) : 0;
  return (
    <>
      <Progress
        percent={job.state === "done" ? 100 : percent}
        status={job.state === "failed" ? "exception" : job.state === "done" ? "success" : "active"}
        size="small"
      />
      <div className="row" style={{ justifyContent: "space-between", minHeight: 24 }}>
        <span className="caption ellipsis">{job.error || job.note || t(`ui.job.${job.state}`)}</span>
        {!ENDED.has(job.state) && (
          <Button type="link" size="small" onClick={cancel}>
            {t("ui.cancel")}
          </Button>
        )}
      </div>
    </>
  );
}

/** Follows background jobs in a corner notice: progress, cancel, outcome. */
export function JobToastProvider({ children }: { children: ReactNode }) {
  const { notification } = App.useApp();
  const client = useQueryClient();
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running.values()) clearTimeout(timer);
    };
  }, []);

  const follow = useCallback<Follow>(
    (jobId, options) => {
      const params = { path: { job_id: jobId } };
      const cancel = () => void take(api.POST("/api/v1/jobs/{job_id}/cancel", { params }));
      const show = (job: Job) =>
        notification.open({
          key: jobId,
          title: options.title,
          description: <JobProgress job={job} cancel={cancel} />,
          duration: ENDED.has(job.state) ? (job.state === "done" ? 4 : 0) : 0,
        });
      const turn = async () => {
        try {
          const job = await take(api.GET("/api/v1/jobs/{job_id}", { params }));
          show(job);
          if (!ENDED.has(job.state)) {
            timers.current.set(jobId, setTimeout(turn, options.every ?? 700));
            return;
          }
          void client.invalidateQueries({ queryKey: ["jobs"] });
          if (job.state === "done") options.onDone?.(job);
        } catch (error) {
          notification.error({ key: jobId, title: options.title, description: wordsOf(error), duration: 0 });
        }
      };
      void turn();
    },
    [notification, client],
  );
  return <FollowContext value={follow}>{children}</FollowContext>;
}

/** `follow(jobId, { title, onDone })` after starting a long task. */
export const useJobToast = () => useContext(FollowContext);

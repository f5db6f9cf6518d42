import { Skeleton } from "antd";
import { Link } from "react-router";
import { textOr, useText } from "@/i18n";
import {
  Card,
  type Column,
  EmptyState,
  ErrorState,
  KpiRow,
  NumberText,
  PageFrame,
  RowsTable,
  StatusDot,
  type Tone,
} from "@/ui";
import { type Consumer, type Status, useStatus } from "../api";

/** Fewer events behind than this is keeping up. */
const KEEPS_UP = 1_000;

function stateOf(one: Consumer): { tone: Tone; word: string } {
  if (one.failures >= 3) return { tone: "bad", word: "failing" };
  if (one.failures > 0) return { tone: "warn", word: "retrying" };
  if (one.lag > KEEPS_UP) return { tone: "warn", word: "behind" };
  return { tone: "ok", word: "current" };
}

function useConsumerColumns(): Column<Consumer>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("data.pipeline.consumer"),
      width: 220,
      render: (one) => (
        <span>
          <span style={{ fontWeight: 500 }}>{textOr(`data.consumer.${one.name}`, one.name)}</span>{" "}
          <span className="mono muted">{one.name}</span>
        </span>
      ),
    },
    {
      key: "does",
      title: t("data.pipeline.does"),
      render: (one) => <span className="muted">{textOr(`data.consumer_does.${one.name}`, "—")}</span>,
    },
    {
      key: "state",
      title: t("data.pipeline.state"),
      width: 150,
      render: (one) => {
        const { tone, word } = stateOf(one);
        return (
          <span title={one.error || undefined}>
            <StatusDot tone={tone}>{t(`data.pipeline.${word}`)}</StatusDot>
          </span>
        );
      },
    },
    {
      key: "seq",
      title: t("data.pipeline.seq"),
      definition: t("data.pipeline.seq_definition"),
      align: "right",
      width: 120,
      render: (one) => <NumberText value={one.seq} />,
    },
    {
      key: "lag",
      title: t("data.pipeline.lag"),
      definition: t("data.pipeline.lag_definition"),
      align: "right",
      width: 100,
      render: (one) => <NumberText value={one.lag} />,
    },
    {
      key: "failures",
      title: t("data.pipeline.failures"),
      definition: t("data.pipeline.failures_definition"),
      align: "right",
      width: 100,
      render: (one) => <NumberText value={one.failures} />,
    },
  ];
}

/** The state of the whole in one sentence. */
function useAnswer(status: Status | undefined): string {
  const t = useText();
  if (!status) return t("data.pipeline.purpose");
  const failing = status.consumers.filter((one) => one.failures > 0);
  if (failing.length > 0) return t("data.pipeline.answer_failing", { count: failing.length });
  const behind = Math.max(status.lag, ...status.consumers.map((one) => one.lag));
  return behind > KEEPS_UP
    ? t("data.pipeline.answer_behind", { count: behind })
    : t("data.pipeline.answer_current");
}

/** From the log on the disk to the store and to everyone who reads it. */
export default function PipelinePage() {
  const t = useText();
  const status = useStatus();
  const columns = useConsumerColumns();
  const answer = useAnswer(status.data);
  const data = status.data;
  const failing = data?.consumers.filter((one) => one.error) ?? [];
  const kpi = (name: "events" | "log_seq" | "store_seq" | "lag") => ({
    label: t(`data.pipeline.kpi_${name}`),
    definition: t(`data.pipeline.kpi_${name}_definition`),
    value: <NumberText value={data?.[name]} />,
    alarm: name === "lag" && (data?.lag ?? 0) > KEEPS_UP,
  });
  if (status.isError && !data)
    return (
      <PageFrame title={t("data.pipeline.title")} purpose={answer}>
        <Card>
          <ErrorState error={status.error} retry={() => void status.refetch()} />
        </Card>
      </PageFrame>
    );
  return (
    <PageFrame
      title={t("data.pipeline.title")}
      purpose={answer}
      actions={<Link to="/events">{t("data.pipeline.live")}</Link>}
    >
      <KpiRow loading={!data} items={[kpi("events"), kpi("log_seq"), kpi("store_seq"), kpi("lag")]} />
      <Card flush title={t("data.pipeline.consumers")} note={t("data.pipeline.consumers_note")}>
        {!data && <Skeleton active title={false} paragraph={{ rows: 4 }} style={{ padding: 16 }} />}
        {data?.consumers.length === 0 && <EmptyState compact title={t("data.pipeline.none")} />}
        {data && data.consumers.length > 0 && (
          <RowsTable
            label={t("data.pipeline.consumers")}
            columns={columns}
            rows={data.consumers}
            rowKey={(one) => one.name}
          />
        )}
      </Card>
      {failing.map((one) => (
        <Card
          key={one.name}
          title={t("data.pipeline.error_of", { name: textOr(`data.consumer.${one.name}`, one.name) })}
        >
          <pre className="mono" style={{ margin: 0, whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {one.error}
          </pre>
          <p className="caption" style={{ marginTop: 8 }}>
            {t("data.pipeline.error_lesson")}
          </p>
        </Card>
      ))}
    </PageFrame>
  );
}

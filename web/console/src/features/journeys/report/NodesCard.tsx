import { useText } from "@/i18n";
import { Card, type Column, RowsTable, useFormat } from "@/ui";
import type { NodeReport, Report } from "../api";
import { treatedConversions } from "../canvas/figures";
import { iconOf, useWords } from "../names";
import styles from "./Report.module.css";
import type { Drill } from "./ReportPage";

function useName() {
  const t = useText();
  const words = useWords();
  return (one: NodeReport) =>
    one.type === "holdout" ? t("journeys.people.holdout") : one.label || words.type(one.type);
}

function Figure({ value, onOpen }: { value: number; onOpen: () => void }) {
  const format = useFormat();
  if (!value) return <span className="muted">0</span>;
  return (
    <button type="button" className={styles.link} onClick={onOpen}>
      {format.number(value)}
    </button>
  );
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);

function useNodeColumns(report: Report, drill: Drill): Column<NodeReport>[] {
  const t = useText();
  const format = useFormat();
  const nameOf = useName();
  const arrived = (one: NodeReport) => (one.type === "goal" ? treatedConversions(report) : one.entered);
  return [
    {
      key: "step",
      title: t("journeys.nodes.step"),
      render: (one) => {
        const Icon = iconOf(one.type);
        return (
          <span className={styles.node}>
            <Icon size={15} strokeWidth={1.8} color="var(--ink-3)" aria-hidden />
            <span className="ellipsis">{nameOf(one)}</span>
          </span>
        );
      },
    },
    {
      key: "entered",
      title: t("journeys.figure.entered"),
      definition: t("journeys.figure.entered_definition"),
      align: "right",
      render: (one) => (
        <Figure
          value={arrived(one)}
          onOpen={() =>
            drill.openPeople(
              one.type === "goal"
                ? { state: "converted", holdout: false }
                : one.type === "holdout"
                  ? { holdout: true }
                  : { node: one.node },
              nameOf(one),
            )
          }
        />
      ),
    },
    {
      key: "share",
      title: t("journeys.nodes.share"),
      definition: t("journeys.nodes.share_definition"),
      align: "right",
      render: (one) => format.percent(report.entered ? arrived(one) / report.entered : null),
    },
    {
      key: "waiting",
      title: t("journeys.figure.waiting"),
      definition: t("journeys.figure.waiting_definition"),
      align: "right",
      render: (one) => (
        <Figure
          value={one.type === "goal" || one.type === "exit" ? 0 : one.waiting}
          onOpen={() => drill.openPeople({ node: one.node, state: "active" }, nameOf(one))}
        />
      ),
    },
    {
      key: "converted",
      title: t("journeys.nodes.converted"),
      definition: t("journeys.nodes.converted_definition"),
      align: "right",
      render: (one) => (
        <Figure
          value={one.branches.$converted ?? 0}
          onOpen={() => drill.openPeople({ node: one.node, branch: "$converted" }, nameOf(one))}
        />
      ),
    },
  ];
}

function useMessageColumns(drill: Drill): Column<NodeReport>[] {
  const t = useText();
  const format = useFormat();
  const nameOf = useName();
  const count = (key: "sent" | "failed"): Column<NodeReport> => ({
    key,
    title: t(`journeys.figure.${key}`),
    definition: t(`journeys.figure.${key}_definition`),
    align: "right",
    render: (one) => (
      <Figure
        value={one.messages?.[key] ?? 0}
        onOpen={() => drill.openMessages({ node: one.node, state: key }, nameOf(one))}
      />
    ),
  });
  const share = (key: "opened" | "clicked" | "unsubscribed"): Column<NodeReport> => ({
    key,
    title: t(`journeys.figure.${key}`),
    definition: t(`journeys.figure.${key}_definition`),
    align: "right",
    render: (one) => (one.messages?.sent ? format.percent(one.messages[key] / one.messages.sent) : "—"),
  });
  return [
    { key: "message", title: t("journeys.nodes.message"), render: nameOf },
    count("sent"),
    {
      key: "suppressed",
      title: t("journeys.figure.suppressed"),
      definition: t("journeys.figure.suppressed_definition"),
      align: "right",
      render: (one) => (
        <Figure
          value={sum(one.messages?.suppressed ?? {})}
          onOpen={() => drill.openMessages({ node: one.node, state: "suppressed" }, nameOf(one))}
        />
      ),
    },
    count("failed"),
    share("opened"),
    share("clicked"),
    share("unsubscribed"),
  ];
}

/** Each step and each message with its numbers. */
export function NodesCard({ report, drill }: { report: Report; drill: Drill }) {
  const t = useText();
  const nodes = useNodeColumns(report, drill);
  const messages = useMessageColumns(drill);
  const mails = report.nodes.filter((one) => one.messages);
  return (
    <>
      <Card flush title={t("journeys.nodes.title")} note={t("journeys.nodes.note")}>
        <RowsTable
          label={t("journeys.nodes.title")}
          columns={nodes}
          rows={report.nodes}
          rowKey={(one) => one.node}
        />
      </Card>
      {mails.length > 0 && (
        <Card flush title={t("journeys.nodes.messages")} note={t("journeys.nodes.messages_note")}>
          <RowsTable
            label={t("journeys.nodes.messages")}
            columns={messages}
            rows={mails}
            rowKey={(one) => one.node}
          />
        </Card>
      )}
    </>
  );
}

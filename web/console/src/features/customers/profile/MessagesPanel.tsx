import type { UseQueryResult } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { Link } from "react-router";
import type { Page } from "@/api/client";
import { textOr, useText } from "@/i18n";
import { type Column, DateTime, EmptyState, ErrorState, RowsTable, StatusDot, type Tone } from "@/ui";
import { nameOfChannel } from "../words";
import type { Message } from "./api";
import styles from "./profile.module.css";

const TONES: Record<string, Tone> = {
  sent: "ok",
  delivered: "ok",
  suppressed: "warn",
  failed: "bad",
  bounced: "bad",
  unknown: "warn",
};

/** How far a message came: clicked beats opened beats sent. */
function Reached({ one }: { one: Message }) {
  const t = useText();
  const tone = TONES[one.state] ?? "neutral";
  const further = one.clicked_at ? "clicked" : one.opened_at ? "opened" : null;
  return (
    <StatusDot tone={tone}>
      {textOr(`customers.message.${further ?? one.state}`, one.state)}
      {one.reason && <span className="muted"> · {textOr(`customers.reason.${one.reason}`, one.reason)}</span>}
      {one.unsubscribed_at && <span className="muted"> · {t("customers.message.unsubscribed")}</span>}
    </StatusDot>
  );
}

export function MessagesPanel({ messages }: { messages: UseQueryResult<Page<Message>> }) {
  const t = useText();
  if (messages.isError) return <ErrorState error={messages.error} retry={() => messages.refetch()} compact />;
  if (messages.isPending) return <Skeleton active title={false} style={{ padding: 16 }} />;
  if (messages.data.items.length === 0)
    return (
      <EmptyState
        compact
        title={t("customers.messages.empty")}
        lesson={t("customers.messages.empty_lesson")}
      />
    );
  const columns: Column<Message>[] = [
    { key: "at", title: t("customers.messages.at"), render: (one) => <DateTime at={one.created_at} /> },
    {
      key: "what",
      title: t("customers.messages.what"),
      render: (one) => (
        <>
          {one.template_name || one.template}
          <span className="muted"> · {nameOfChannel(one.channel)}</span>
        </>
      ),
    },
    { key: "state", title: t("customers.messages.state"), render: (one) => <Reached one={one} /> },
    {
      key: "why",
      title: "",
      align: "right",
      render: (one) => (
        <Link to={`/messages/${one.id}`} className={styles.why}>
          {t(one.state === "suppressed" ? "customers.timeline.why_not" : "customers.timeline.why")}
        </Link>
      ),
    },
  ];
  return (
    <div className={styles.panel}>
      <RowsTable
        label={t("customers.history.messages")}
        columns={columns}
        rows={messages.data.items}
        rowKey={(one) => one.id}
      />
    </div>
  );
}

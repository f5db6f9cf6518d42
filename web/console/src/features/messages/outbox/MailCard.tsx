import { Segmented } from "antd";
import { MailX } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { Avatar, Card, DateTime, EmptyState } from "@/ui";
import { type MessageDetail, useChannels } from "../api";
import { wordOfReason, wordOfState } from "../words";
import styles from "./Message.module.css";

type Part = "mail" | "text" | "headers";

function Envelope({ message }: { message: MessageDetail }) {
  const t = useText();
  const { mail } = message;
  if (!mail) return null;
  return (
    <div className={styles.envelope}>
      <Avatar name={mail.sender_name || mail.sender} size={36} />
      <div className={styles.words}>
        <div className="ellipsis">
          <strong>{mail.sender_name}</strong> <span className="muted">&lt;{mail.sender}&gt;</span>
        </div>
        <div className="caption ellipsis">{t("messages.mail.to", { to: mail.to })}</div>
      </div>
      <span className="caption">
        <DateTime at={message.sent_at ?? message.created_at} />
      </span>
    </div>
  );
}

function Headers({ message }: { message: MessageDetail }) {
  const { mail } = message;
  if (!mail) return null;
  const rows = [
    ["Message-ID", `<${mail.message_id}>`],
    ["Subject", mail.subject],
    ...Object.entries(mail.headers),
  ];
  return (
    <dl className={styles.headers}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The mail as it went out. In the local outbox its links are the reader's own: a click counts. */
export function MailCard({ message }: { message: MessageDetail }) {
  const t = useText();
  const [part, setPart] = useState<Part>("mail");
  const local = useChannels().data?.find((one) => one.key === message.channel)?.mode === "outbox";
  if (!message.mail) {
    return (
      <Card className={styles.mail}>
        <EmptyState
          icon={MailX}
          title={t("messages.mail.none")}
          lesson={t("messages.mail.none_lesson", {
            reason: message.reason ? wordOfReason(message.reason) : wordOfState(message.state),
          })}
          action={<Link to={`/templates/${message.template}`}>{t("messages.mail.see_template")}</Link>}
        />
      </Card>
    );
  }
  return (
    <Card
      flush
      className={styles.mail}
      title={t("messages.mail.title")}
      note={t(local ? "messages.mail.note_local" : "messages.mail.note")}
      extra={
        <Segmented
          size="small"
          value={part}
          onChange={(value) => setPart(value as Part)}
          options={(["mail", "text", "headers"] as const).map((value) => ({
            value,
            label: t(`messages.mail.part_${value}`),
          }))}
        />
      }
    >
      <Envelope message={message} />
      {part === "mail" && (
        <iframe
          className={styles.frame}
          title={t("messages.mail.frame", { subject: message.mail.subject })}
          src={`/api/v1/messages/${message.id}/html`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
        />
      )}
      {part === "text" && <pre className={styles.text}>{message.mail.text}</pre>}
      {part === "headers" && <Headers message={message} />}
    </Card>
  );
}

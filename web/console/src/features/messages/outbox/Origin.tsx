import type { ReactNode } from "react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { Card, DateTime } from "@/ui";
import type { MessageDetail } from "../api";
import styles from "./Message.module.css";
import { useJourneyName } from "./useMessageColumns";

/** Where the message comes from: journey, node, template and their versions. */
export function Origin({ message }: { message: MessageDetail }) {
  const t = useText();
  const nameOf = useJourneyName();
  const rows: [string, ReactNode][] = [
    [
      t("messages.origin.journey"),
      message.journey ? (
        <Link key="journey" to={`/journeys/${message.journey}`}>
          {nameOf(message.journey)} v{message.journey_version}
        </Link>
      ) : (
        t(`messages.outbox.${message.node === "test" ? "test" : "direct"}`)
      ),
    ],
    [t("messages.origin.node"), message.node || "—"],
    [
      t("messages.outbox.template"),
      <Link key="template" to={`/templates/${message.template}`}>
        {message.template_name} v{message.template_version}
      </Link>,
    ],
    [t("messages.outbox.created"), <DateTime key="created" at={message.created_at} format="full" />],
    [t("messages.origin.due"), <DateTime key="due" at={message.due_at} format="full" />],
    [t("messages.origin.attempts"), message.attempts],
    [
      t("messages.origin.intent"),
      <span key="intent" className="mono" title={t("messages.origin.intent_lesson")}>
        {message.intent_key}
      </span>,
    ],
  ];
  return (
    <Card title={t("messages.origin.title")}>
      <dl className={styles.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

import {
  Ban,
  CircleDot,
  Eye,
  type LucideIcon,
  MailX,
  MousePointerClick,
  Send,
  UserMinus,
} from "lucide-react";
import { textOr, useText } from "@/i18n";
import { Card, Chip, DateTime } from "@/ui";
import type { MessageDetail } from "../api";
import styles from "./Message.module.css";

const ICONS: Record<string, LucideIcon> = {
  message_sent: Send,
  message_suppressed: Ban,
  message_failed: MailX,
  message_opened: Eye,
  message_clicked: MousePointerClick,
  email_unsubscribed: UserMinus,
};

/** What happened with the message, oldest first; machines are told from people. */
export function Happened({ message }: { message: MessageDetail }) {
  const t = useText();
  const { events } = message;
  return (
    <Card title={t("messages.happened.title")} note={t("messages.happened.note", { count: events.length })}>
      {events.length === 0 && <p className="muted">{t("messages.happened.none")}</p>}
      <ol className={styles.timeline}>
        {events.map((one) => {
          const Icon = ICONS[one.name] ?? CircleDot;
          return (
            <li key={`${one.name}:${one.at}`}>
              <span className={styles.icon}>
                <Icon size={13} strokeWidth={1.9} aria-hidden />
              </span>
              <span>
                {textOr(`messages.event.${one.name}`, one.name)}
                {typeof one.properties.link === "number" && (
                  <span className="muted">
                    {" "}
                    {t("messages.happened.link", { number: one.properties.link })}
                  </span>
                )}
              </span>
              {one.machine && (
                <Chip title={t("messages.happened.machine_lesson")}>{t("messages.happened.machine")}</Chip>
              )}
              <span className={styles.seen}>
                <DateTime at={one.at} />
              </span>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

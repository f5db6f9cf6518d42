import { CirclePause, Inbox, TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { useChannels } from "../api";
import styles from "./Outbox.module.css";

/** What one must know of the channel before reading the outbox: stays here, is paused, rests after faults. */
export function ChannelNotice() {
  const t = useText();
  const format = useFormat();
  const email = useChannels().data?.find((one) => one.key === "email");
  if (!email) return null;
  if (email.paused)
    return (
      <div className={`${styles.notice} ${styles.warn}`}>
        <CirclePause size={16} aria-hidden />
        {t("messages.channel.paused_notice", { count: format.number(email.waiting) })}
        <Link to="/contact-policy">{t("messages.channel.go")}</Link>
      </div>
    );
  if (email.broken_until)
    return (
      <div className={`${styles.notice} ${styles.warn}`}>
        <TriangleAlert size={16} aria-hidden />
        {t("messages.channel.broken_notice", { at: format.dateTime(email.broken_until, "short") })}
        <Link to="/contact-policy">{t("messages.channel.go")}</Link>
      </div>
    );
  if (email.mode !== "outbox") return null;
  return (
    <div className={styles.notice}>
      <Inbox size={16} aria-hidden />
      {t("messages.channel.outbox_notice")}
    </div>
  );
}

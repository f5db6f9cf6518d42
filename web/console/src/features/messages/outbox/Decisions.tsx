import { Check, Clock, X } from "lucide-react";
import { textOr, useText } from "@/i18n";
import { Card, type Format, useFormat } from "@/ui";
import type { MessageDetail } from "../api";
import { wordOfReason } from "../words";
import styles from "./Message.module.css";

type Decision = MessageDetail["decisions"][number];
const MARKS = { ok: Check, suppress: X, delay: Clock };

/** What a check saw, in words: counts against the caps, until when it waits. */
function seenWords(one: Decision, t: ReturnType<typeof useText>, format: Format): string {
  if (one.check === "caps") {
    const [day = "0", week = "0", month = "0"] = one.seen.split("/");
    return t("messages.check.caps_seen", { day, week, month });
  }
  if (one.verdict === "delay" && one.seen)
    return t("messages.check.until", { at: format.dateTime(one.seen, "short") });
  return one.seen;
}

/** The contact policy as it was applied: each check in turn, and the one that decided. */
export function Decisions({ message }: { message: MessageDetail }) {
  const t = useText();
  const format = useFormat();
  const { decisions } = message;
  const held = decisions.find((one) => one.verdict !== "ok");
  return (
    <Card
      title={t("messages.why.title")}
      note={
        decisions.length > 0 &&
        t(held ? "messages.why.held" : "messages.why.passed", { count: decisions.length })
      }
    >
      {decisions.length === 0 && (
        <p className="muted">{t(message.node === "test" ? "messages.why.test" : "messages.why.none")}</p>
      )}
      <ul className={styles.checks}>
        {decisions.map((one) => {
          const Mark = MARKS[one.verdict as keyof typeof MARKS] ?? Check;
          return (
            <li key={one.check}>
              <span className={`${styles.mark} ${styles[one.verdict]}`}>
                <Mark size={12} strokeWidth={2.4} aria-label={t(`messages.verdict.${one.verdict}`)} />
              </span>
              <span className={one.verdict === "ok" ? undefined : "strong"}>
                {one.verdict === "ok"
                  ? textOr(`messages.check.${one.check}`, one.check)
                  : wordOfReason(one.check)}
              </span>
              <span className={styles.seen}>{seenWords(one, t, format)}</span>
            </li>
          );
        })}
      </ul>
      {held && <p className={styles.lesson}>{textOr(`messages.what_to_do.${held.check}`, "")}</p>}
      {message.detail && <p className={styles.lesson}>{message.detail}</p>}
    </Card>
  );
}

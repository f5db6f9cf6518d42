import { Button } from "antd";
import { TriangleAlert } from "lucide-react";
import { isApiError } from "@/api/errors";
import { useText } from "@/i18n";
import styles from "./State.module.css";
import { wordsOf } from "./toast";

interface Props {
  error: unknown;
  retry?: () => void;
  page?: boolean;
  compact?: boolean;
}

/** What could not be shown, why, and what to do about it. */
export function ErrorState({ error, retry, page, compact }: Props) {
  const t = useText();
  const known = isApiError(error);
  return (
    <div
      role="alert"
      className={`${styles.state} ${page ? styles.page : ""} ${compact ? styles.compact : ""}`}
    >
      <div className={`${styles.icon} ${styles.bad}`}>
        <TriangleAlert size={22} strokeWidth={1.6} aria-hidden />
      </div>
      <div className={styles.title}>{known ? error.detail : wordsOf(error)}</div>
      <div className={styles.lesson}>
        {known ? t("ui.error.code", { code: error.code }) : t("ui.error.lesson")}
      </div>
      {retry && (
        <div className={styles.action}>
          <Button onClick={retry}>{t("ui.retry")}</Button>
        </div>
      )}
    </div>
  );
}

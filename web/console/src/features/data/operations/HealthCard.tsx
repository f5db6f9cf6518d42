import { Button, Skeleton } from "antd";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState, StatusDot } from "@/ui";
import { useFindings } from "./api";
import styles from "./Operations.module.css";

/** What the doctor finds, each with what to do. */
export function HealthCard() {
  const t = useText();
  const found = useFindings();
  return (
    <Card
      title={t("data.operations.health")}
      note={t("data.operations.health_note")}
      extra={
        <Button size="small" loading={found.isFetching} onClick={() => void found.refetch()}>
          {t("data.operations.check_again")}
        </Button>
      }
    >
      {found.isError && <ErrorState error={found.error} retry={() => void found.refetch()} />}
      {!found.data && !found.isError && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {found.data?.length === 0 && (
        <EmptyState compact title={t("data.operations.well")} lesson={t("data.operations.well_lesson")} />
      )}
      <ul className={styles.findings}>
        {found.data?.map((one) => (
          <li key={`${one.code} ${one.what}`}>
            <StatusDot tone={one.hint ? "warn" : "bad"}>{one.what}</StatusDot>
            <div className={styles.advice}>{one.do}</div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

import type { UseQueryResult } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState, KpiRow } from "@/ui";
import styles from "../analytics.module.css";

interface Props<Answer> {
  result: UseQueryResult<Answer>;
  /** The report of the address could not be read. */
  broken: Error | null;
  /** What the question still lacks. */
  lacking?: string;
  isEmpty: (answer: Answer) => boolean;
  /** Asks for more days: the way out of an empty answer. */
  widen: () => void;
  children: (answer: Answer) => ReactNode;
}

/** The answer, or why there is none yet; the last one stays, paler, while the next is on its way. */
export function Answered<Answer>({ result, broken, lacking, isEmpty, widen, children }: Props<Answer>) {
  const t = useText();
  if (broken)
    return (
      <Framed>
        <ErrorState error={broken} />
      </Framed>
    );
  if (lacking) {
    return (
      <Framed>
        <EmptyState title={t("analytics.lacking.title")} lesson={lacking} />
      </Framed>
    );
  }
  if (result.isError) {
    return (
      <Framed>
        <ErrorState error={result.error} retry={() => void result.refetch()} />
      </Framed>
    );
  }
  if (result.data === undefined) return <Waiting />;
  if (isEmpty(result.data)) {
    return (
      <Framed>
        <EmptyState
          title={t("analytics.empty.title")}
          lesson={t("analytics.empty.lesson")}
          action={<Button onClick={widen}>{t("analytics.empty.widen")}</Button>}
        />
      </Framed>
    );
  }
  return (
    <div className={`${styles.results} ${result.isPlaceholderData ? styles.stale : ""}`}>
      {children(result.data)}
    </div>
  );
}

function Framed({ children }: { children: ReactNode }) {
  return <Card>{children}</Card>;
}

function Waiting() {
  const t = useText();
  return (
    <div className={styles.results} role="status" aria-label={t("ui.loading")}>
      <KpiRow loading items={["a", "b", "c", "d"].map((label) => ({ label, value: "" }))} />
      <Card>
        <Skeleton active title={false} paragraph={{ rows: 8 }} />
      </Card>
    </div>
  );
}

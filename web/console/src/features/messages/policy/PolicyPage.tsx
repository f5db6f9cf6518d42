import { Skeleton } from "antd";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, ErrorState, PageFrame } from "@/ui";
import { useContactPolicy } from "../api";
import { ChannelCard } from "./ChannelCard";
import styles from "./Policy.module.css";
import { RulesForm } from "./RulesForm";
import { Suppressions } from "./Suppressions";

/** How often and when we may write, to whom never, and through what. */
export default function PolicyPage() {
  const t = useText();
  const may = useCan()("messages.write");
  const policy = useContactPolicy();
  return (
    <PageFrame title={t("messages.policy.title")} purpose={t("messages.policy.purpose")}>
      <div className={styles.top}>
        {policy.isPending && (
          <Card>
            <Skeleton active paragraph={{ rows: 7 }} />
          </Card>
        )}
        {policy.isError && (
          <Card>
            <ErrorState error={policy.error} retry={() => void policy.refetch()} />
          </Card>
        )}
        {policy.data && <RulesForm rules={policy.data} readOnly={!may} />}
        <ChannelCard readOnly={!may} />
      </div>
      <Suppressions readOnly={!may} />
    </PageFrame>
  );
}

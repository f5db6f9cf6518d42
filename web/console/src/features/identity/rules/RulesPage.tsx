import { Button } from "antd";
import { ScrollText } from "lucide-react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { PageFrame } from "@/ui";
import { BlockedTable } from "./BlockedTable";
import { KindsCard } from "./KindsCard";

/** Which identifiers name a person, how many one may have, which values are nobody's. */
export default function RulesPage() {
  const t = useText();
  const go = useNavigate();
  const audit = useCan()("organisation.audit");
  return (
    <PageFrame
      title={t("identity.rules.title")}
      purpose={t("identity.rules.purpose")}
      actions={
        audit && (
          <Button icon={<ScrollText size={15} />} onClick={() => go("/governance/audit?q=identity.")}>
            {t("identity.rules.audit")}
          </Button>
        )
      }
    >
      <KindsCard />
      <BlockedTable />
    </PageFrame>
  );
}

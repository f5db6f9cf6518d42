import { Button, Tabs } from "antd";
import { Download, Upload } from "lucide-react";
import { useRef } from "react";
import { useSearchParams } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, download, ErrorState, KpiRow, NumberText, PageFrame, PageSkeleton, toast } from "@/ui";
import { type PlanDocument, readDocument, useImportPlan, usePlan, useViolations } from "../api";
import { PoliciesCard } from "./PoliciesCard";
import { QuarantineTable } from "./QuarantineTable";
import { ViolationsTable } from "./ViolationsTable";

/** The tracking plan: what happens to events that break it, who breaks it how, and what waits for a decision. */
export default function PlanPage() {
  const t = useText();
  const can = useCan()("events.write");
  const plan = usePlan();
  const violations = useViolations(7);
  const [params, setParams] = useSearchParams();
  if (plan.isPending) return <PageSkeleton />;
  if (plan.isError) return <ErrorState error={plan.error} retry={() => void plan.refetch()} />;
  const broken = (violations.data?.items ?? []).reduce((sum, one) => sum + one.flagged + one.quarantined, 0);
  const tab = params.get("tab") ?? "violations";
  return (
    <PageFrame
      title={t("tracking.plan.title")}
      purpose={t("tracking.plan.purpose")}
      actions={<DocumentButtons writable={can} />}
    >
      <KpiRow
        items={[
          {
            label: t("tracking.plan.kpi_enforced"),
            definition: t("tracking.plan.kpi_enforced_definition"),
            value: <NumberText value={plan.data.enforced} />,
            note: t("tracking.plan.kpi_declared", { count: plan.data.declared }),
          },
          {
            label: t("tracking.plan.kpi_violations"),
            definition: t("tracking.plan.kpi_violations_definition"),
            value: <NumberText value={broken} />,
          },
          {
            label: t("tracking.plan.kpi_waiting"),
            definition: t("tracking.plan.kpi_waiting_definition"),
            value: <NumberText value={plan.data.waiting} />,
          },
        ]}
      />
      <PoliciesCard policies={plan.data.policies} writable={can} />
      <Card flush>
        <Tabs
          activeKey={tab}
          onChange={(key) => setParams({ tab: key })}
          tabBarStyle={{ padding: "0 16px", margin: 0 }}
          destroyOnHidden
          items={[
            {
              key: "violations",
              label: t("tracking.plan.violations"),
              children: <ViolationsTable />,
            },
            {
              key: "quarantine",
              label: `${t("tracking.plan.quarantine")} ${plan.data.waiting}`,
              children: <QuarantineTable writable={can} />,
            },
          ]}
        />
      </Card>
    </PageFrame>
  );
}

function DocumentButtons({ writable }: { writable: boolean }) {
  const t = useText();
  const file = useRef<HTMLInputElement>(null);
  const take = useImportPlan();
  const save = async () => download("tracking-plan.json", JSON.stringify(await readDocument(), null, 2));
  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    let document: PlanDocument;
    try {
      document = JSON.parse(await chosen.text());
    } catch {
      toast.error(t("tracking.plan.not_json"));
      return;
    }
    take.mutate(document, {
      onSuccess: (plan) => toast.success(t("tracking.plan.imported", { count: plan.declared })),
    });
  };
  return (
    <>
      <Button icon={<Download size={15} />} onClick={() => void save()}>
        {t("tracking.plan.export")}
      </Button>
      {writable && (
        <Button icon={<Upload size={15} />} loading={take.isPending} onClick={() => file.current?.click()}>
          {t("tracking.plan.import")}
        </Button>
      )}
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={t("tracking.plan.import")}
        onChange={(event) => {
          void read(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </>
  );
}

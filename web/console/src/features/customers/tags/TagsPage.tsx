import { Button, Segmented, Space } from "antd";
import { FolderPlus, Plus } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { PageFrame } from "@/ui";
import { TagHistory } from "./TagHistory";
import { TagReport } from "./TagReport";
import { TagTree } from "./TagTree";

const TABS = ["tree", "report", "history"] as const;
type Tab = (typeof TABS)[number];

/** Tags: the catalogue with groups and rules, how far each reaches, and who changed what. */
export default function TagsPage() {
  const t = useText();
  const may = useCan()("profiles.write");
  const [params, setParams] = useSearchParams();
  const [creating, setCreating] = useState<"tag" | "group" | null>(null);
  const tab = TABS.find((one) => one === params.get("tab")) ?? "tree";
  return (
    <PageFrame
      title={t("customers.tagList.title")}
      purpose={t("customers.tagList.purpose")}
      actions={
        may &&
        tab === "tree" && (
          <Space>
            <Button icon={<FolderPlus size={15} />} onClick={() => setCreating("group")}>
              {t("customers.groupForm.create")}
            </Button>
            <Button type="primary" icon={<Plus size={15} />} onClick={() => setCreating("tag")}>
              {t("customers.tagForm.create")}
            </Button>
          </Space>
        )
      }
    >
      <Segmented<Tab>
        value={tab}
        onChange={(value) => setParams(value === "tree" ? {} : { tab: value })}
        options={TABS.map((value) => ({ value, label: t(`customers.tagList.tab_${value}`) }))}
      />
      {tab === "tree" && <TagTree creating={creating} onCreated={() => setCreating(null)} />}
      {tab === "report" && <TagReport />}
      {tab === "history" && <TagHistory />}
    </PageFrame>
  );
}

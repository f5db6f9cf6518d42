import { Button, Select } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DataTable, PageFrame } from "@/ui";
import { useSegments } from "../api";
import { AlarmsBanner } from "../depth/AlarmsBanner";
import { StaticDialog } from "./StaticDialog";
import { useSegmentColumns } from "./useSegmentColumns";

const KINDS = ["dynamic", "static", "snapshot"];
const STATES = ["live", "paused"];

/** All segments: how large, how they move, what uses them. */
export default function SegmentsPage() {
  const t = useText();
  const navigate = useNavigate();
  const writes = useCan()("segments.write");
  const list = useSegments();
  const columns = useSegmentColumns();
  const [listing, setListing] = useState(false);
  const add = writes && (
    <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => navigate("/segments/new")}>
      {t("segments.list.new")}
    </Button>
  );
  const choice = (name: "kind" | "state", values: string[]) => (
    <Select
      value={list.filters[name]}
      onChange={(value) => list.change({ [name]: value })}
      style={{ width: 120 }}
      aria-label={t(`segments.list.${name}`)}
      options={[
        { value: "", label: t(`segments.list.all_${name}`) },
        ...values.map((value) => ({ value, label: t(`segments.${name}.${value}`) })),
      ]}
    />
  );
  return (
    <PageFrame
      title={t("segments.nav.list")}
      purpose={t("segments.list.purpose")}
      actions={
        <>
          {writes && <Button onClick={() => setListing(true)}>{t("segments.list.new_static")}</Button>}
          {add}
        </>
      }
    >
      <AlarmsBanner />
      <DataTable
        name="segments"
        list={list}
        columns={columns}
        search={t("segments.list.search")}
        filters={
          <>
            {choice("kind", KINDS)}
            {choice("state", STATES)}
          </>
        }
        empty={{ title: t("segments.list.empty"), lesson: t("segments.list.empty_lesson"), action: add }}
        onOpen={(segment) => navigate(`/segments/${segment.id}`)}
      />
      <StaticDialog open={listing} onClose={() => setListing(false)} />
    </PageFrame>
  );
}

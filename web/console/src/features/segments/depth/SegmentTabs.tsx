import { Tabs } from "antd";
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import type { Segment } from "../api";
import styles from "./depth.module.css";
import { ExportsTab } from "./ExportsTab";
import { HistoryTab } from "./HistoryTab";
import { OverlapPanel } from "./OverlapPanel";
import { PersonaTab } from "./PersonaTab";
import { SnapshotsTab } from "./SnapshotsTab";

const TABS = ["overview", "persona", "overlap", "history", "snapshots", "exports"] as const;
export type Tab = (typeof TABS)[number];

/** The open tab, kept in the address. */
export function useTab() {
  const [params, setParams] = useSearchParams();
  const asked = params.get("tab") as Tab | null;
  const tab = asked && TABS.includes(asked) ? asked : "overview";
  const open = (next: Tab) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      if (next === "overview") after.delete("tab");
      else after.set("tab", next);
      return after;
    });
  return { tab, open };
}

interface Props {
  segment: Segment;
  /** The first tab; it stays mounted, so that a draft is not lost. */
  overview: ReactNode;
}

/** 概览 / 画像 / 重叠 / 历史 / 快照 / 导出. */
export function SegmentTabs({ segment, overview }: Props) {
  const t = useText();
  const { tab, open } = useTab();
  const exports = useCan()("segments.export");
  const shown = TABS.filter((one) => one !== "exports" || exports);
  return (
    <>
      <Tabs
        className={styles.tabs}
        activeKey={tab}
        onChange={(key) => open(key as Tab)}
        items={shown.map((key) => ({ key, label: t(`segments.tab.${key}`) }))}
      />
      <div hidden={tab !== "overview"}>{overview}</div>
      {tab === "persona" && <PersonaTab id={segment.id} />}
      {tab === "overlap" && <OverlapTab segment={segment} />}
      {tab === "history" && <HistoryTab id={segment.id} />}
      {tab === "snapshots" && <SnapshotsTab id={segment.id} />}
      {tab === "exports" && exports && <ExportsTab segment={segment} />}
    </>
  );
}

/** The segment against others; those stand in the address. */
function OverlapTab({ segment }: { segment: Segment }) {
  const [params, setParams] = useSearchParams();
  const others = params.get("with")?.split(",").filter(Boolean) ?? [];
  const choose = (next: string[]) => {
    const rest = next.filter((one) => one !== segment.id);
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (rest.length) after.set("with", rest.join(","));
        else after.delete("with");
        return after;
      },
      { replace: true },
    );
  };
  return <OverlapPanel chosen={[segment.id, ...others]} onChoose={choose} fixed={segment.id} />;
}

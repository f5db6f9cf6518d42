import { Button, Select } from "antd";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, PageFrame, toast } from "@/ui";
import { type Segment, useFoundPeople, usePutMembers } from "../api";
import { ChangesCard } from "../depth/ChangesCard";
import { ImportDialog } from "../depth/ImportDialog";
import { PersonaCard } from "../depth/PersonaCard";
import { SegmentTabs, useTab } from "../depth/SegmentTabs";
import { SegmentMenu } from "../list/SegmentMenu";
import { AboutCard } from "./AboutCard";
import { BehindDrawer } from "./BehindDrawer";
import styles from "./builder.module.css";
import { ExportButton } from "./ExportButton";
import { HistoryCard } from "./HistoryCard";
import { MembersCard } from "./MembersCard";
import { RenameDialog } from "./RenameDialog";
import { StatusChips } from "./StatusChips";

/** A list kept by hand: add by search, take off in the table. */
export function StaticSegment({ segment }: { segment: Segment }) {
  const t = useText();
  const [people, setPeople] = useState(false);
  const [renamed, setRenamed] = useState<Segment | null>(null);
  const writes = useCan()("segments.write");
  const { open } = useTab();
  const overview = (
    <div className={styles.columns}>
      <div className={styles.column}>
        {writes && <AddPeople segment={segment} />}
        <MembersCard segment={segment} onAll={() => setPeople(true)} />
      </div>
      <div className={styles.column}>
        <PersonaCard id={segment.id} onAll={() => open("persona")} />
        <ChangesCard id={segment.id} />
        <HistoryCard id={segment.id} />
        <AboutCard segment={segment} />
      </div>
    </div>
  );
  return (
    <PageFrame
      title={segment.name}
      crumb={segment.name}
      purpose={segment.description || t("segments.kind.static_words")}
      chips={<StatusChips segment={segment} dirty={false} />}
      actions={
        <>
          <SegmentMenu segment={segment} onRename={() => setRenamed(segment)} />
          <ExportButton segment={segment} />
        </>
      }
    >
      <SegmentTabs segment={segment} overview={overview} />
      <RenameDialog segment={renamed} onClose={() => setRenamed(null)} />
      <BehindDrawer
        behind={people ? { segment, title: segment.name } : null}
        onClose={() => setPeople(false)}
      />
    </PageFrame>
  );
}

function AddPeople({ segment }: { segment: Segment }) {
  const t = useText();
  const [words, setWords] = useState("");
  const [importing, setImporting] = useState(false);
  const found = useFoundPeople(words);
  const put = usePutMembers();
  return (
    <Card>
      <div className="row">
        <UserPlus size={16} strokeWidth={1.7} color="var(--ink-3)" aria-hidden />
        <Select<string | null>
          showSearch={{ filterOption: false, onSearch: setWords }}
          value={null}
          placeholder={t("segments.static.add")}
          aria-label={t("segments.static.add")}
          style={{ flex: 1 }}
          loading={found.isFetching}
          notFoundContent={words ? t("segments.pick.nothing") : t("segments.static.type")}
          options={(found.data?.items ?? []).map((one) => ({
            value: one.id,
            label: [one.name || t("segments.members.unnamed"), one.phone || one.email]
              .filter(Boolean)
              .join(" · "),
          }))}
          onChange={(id) => {
            if (id)
              put.mutate(
                { id: segment.id, put: [id] },
                { onSuccess: ({ put: count }) => toast.success(t("segments.static.added", { count })) },
              );
            setWords("");
          }}
        />
        <Button onClick={() => setImporting(true)}>{t("segments.import.open")}</Button>
      </div>
      <ImportDialog segment={segment} open={importing} onClose={() => setImporting(false)} />
    </Card>
  );
}

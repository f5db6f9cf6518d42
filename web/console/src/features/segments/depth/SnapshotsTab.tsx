import { Button, Checkbox, Form, Input, Skeleton } from "antd";
import { Camera, Download } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { PeopleDrawer } from "@/features/people";
import { useText } from "@/i18n";
import {
  Card,
  type Column,
  DateTime,
  EmptyState,
  ErrorState,
  FormDialog,
  NumberText,
  RowsTable,
  toast,
} from "@/ui";
import {
  fileOf,
  type Side,
  type Snapshot,
  snapshotPeople,
  useSnapshotDiff,
  useSnapshots,
  useTakeSnapshot,
} from "./api";
import styles from "./depth.module.css";

const SIDES: Side[] = ["added", "removed", "kept"];

/** 快照: who was in it when, kept for the audit; two of them compared. */
export function SnapshotsTab({ id }: { id: string }) {
  const t = useText();
  const can = useCan();
  const snapshots = useSnapshots(id);
  const [taking, setTaking] = useState(false);
  const [picked, setPicked] = useState<string[]>([]);
  const take = useTakeSnapshot(id);
  const rows = snapshots.data ?? [];
  const pick = (one: string, on: boolean) =>
    setPicked((before) => (on ? [...before, one].slice(-2) : before.filter((each) => each !== one)));
  // Newest first in the list; the comparison reads from the earlier to the later one.
  const [earlier, later] = rows
    .filter((one) => picked.includes(one.id))
    .map((one) => one.id)
    .reverse();
  const button = can("segments.write") && (
    <Button icon={<Camera size={15} aria-hidden />} onClick={() => setTaking(true)}>
      {t("segments.snapshot.take")}
    </Button>
  );
  return (
    <>
      <Card flush title={t("segments.tab.snapshots")} note={t("segments.snapshot.note")} extra={button}>
        {snapshots.isPending && (
          <Skeleton active title={false} paragraph={{ rows: 3 }} className={styles.inset} />
        )}
        {snapshots.isError && (
          <ErrorState compact error={snapshots.error} retry={() => void snapshots.refetch()} />
        )}
        {snapshots.isSuccess && rows.length === 0 && (
          <EmptyState
            compact
            title={t("segments.snapshot.empty")}
            lesson={t("segments.snapshot.empty_lesson")}
          />
        )}
        {rows.length > 0 && (
          <SnapshotTable id={id} rows={rows} picked={picked} onPick={pick} exports={can("segments.export")} />
        )}
      </Card>
      {earlier && later && <DiffCard id={id} earlier={earlier} later={later} />}
      <FormDialog
        open={taking}
        onClose={() => setTaking(false)}
        title={t("segments.snapshot.take")}
        purpose={t("segments.snapshot.lesson")}
        submit={t("segments.snapshot.take")}
        mutation={take}
        request={(words: { note: string }) => words.note}
        onDone={() => toast.success(t("segments.snapshot.taken"))}
        initial={{ note: "" }}
      >
        <Form.Item name="note" label={t("segments.snapshot.why")} style={{ marginBottom: 4 }}>
          <Input.TextArea
            autoFocus
            autoSize={{ minRows: 2, maxRows: 4 }}
            maxLength={400}
            placeholder={t("segments.snapshot.why_example")}
          />
        </Form.Item>
      </FormDialog>
    </>
  );
}

interface TableProps {
  id: string;
  rows: Snapshot[];
  picked: string[];
  onPick: (snapshot: string, on: boolean) => void;
  exports: boolean;
}

function SnapshotTable({ id, rows, picked, onPick, exports }: TableProps) {
  const t = useText();
  const columns: Column<Snapshot>[] = [
    {
      key: "pick",
      title: t("segments.snapshot.compare"),
      width: 72,
      render: (one) => (
        <Checkbox
          aria-label={t("segments.snapshot.pick", { name: one.note || one.id })}
          checked={picked.includes(one.id)}
          onChange={(event) => onPick(one.id, event.target.checked)}
        />
      ),
    },
    { key: "at", title: t("segments.snapshot.at"), width: 150, render: (one) => <DateTime at={one.at} /> },
    { key: "by", title: t("segments.snapshot.by"), width: 120, render: (one) => one.by || "—" },
    {
      key: "size",
      title: t("segments.list.size"),
      align: "right",
      width: 96,
      render: (one) => (
        <span className="strong">
          <NumberText value={one.size} />
        </span>
      ),
    },
    { key: "note", title: t("segments.snapshot.why"), render: (one) => one.note || "—" },
    {
      key: "digest",
      title: t("segments.snapshot.digest"),
      definition: t("segments.snapshot.digest_definition"),
      width: 140,
      render: (one) => (
        <span className="mono" title={one.digest}>
          {one.digest.slice(0, 12)}
        </span>
      ),
    },
    {
      key: "file",
      title: "",
      align: "right",
      width: 96,
      render: (one) =>
        exports && (
          <a className={styles.link} href={fileOf(id, `snapshots/${one.id}/export`)} download>
            <Download size={14} aria-hidden /> CSV
          </a>
        ),
    },
  ];
  return (
    <RowsTable label={t("segments.tab.snapshots")} columns={columns} rows={rows} rowKey={(one) => one.id} />
  );
}

function DiffCard({ id, earlier, later }: { id: string; earlier: string; later: string }) {
  const t = useText();
  const found = useSnapshotDiff(id, earlier, later);
  const [side, setSide] = useState<Side | null>(null);
  if (found.isError) return <ErrorState compact error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  return (
    <Card
      title={t("segments.snapshot.difference")}
      note={t(found.data.same_condition ? "segments.snapshot.same" : "segments.snapshot.changed")}
    >
      <div className={styles.sides}>
        {SIDES.map((one) => (
          <button type="button" key={one} onClick={() => setSide(one)}>
            <span className="muted">{t(`segments.snapshot.${one}`)}</span>
            <strong>
              <NumberText value={found.data[one]} />
            </strong>
          </button>
        ))}
      </div>
      <PeopleDrawer
        title={side && t(`segments.snapshot.${side}`)}
        onClose={() => setSide(null)}
        queryKey={["segments", "snapshot", id, earlier, later, side]}
        load={(cursor) => snapshotPeople(id, earlier, later, side ?? "kept", cursor)}
      />
    </Card>
  );
}

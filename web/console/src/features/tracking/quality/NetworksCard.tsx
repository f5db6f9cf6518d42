import { Button, Input, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { Card, type Column, DateTime, EmptyState, IconButton, RowsTable } from "@/ui";
import { type IpRange, useAddRange, useIpRanges, useRemoveRange, useTrafficSettings } from "../api";

const KINDS: IpRange["kind"][] = ["staff", "blocked", "allowed"];

/** The operator's lists of networks, beside the built-in one of public clouds. */
export function NetworksCard({ writable }: { writable: boolean }) {
  const t = useText();
  const ranges = useIpRanges();
  const settings = useTrafficSettings();
  const remove = useRemoveRange();
  const columns: Column<IpRange>[] = [
    {
      key: "cidr",
      title: t("tracking.network.cidr"),
      render: (one) => <span className="mono">{one.cidr}</span>,
    },
    { key: "kind", title: t("tracking.network.kind"), render: (one) => t(`tracking.network.${one.kind}`) },
    { key: "note", title: t("tracking.network.note"), render: (one) => one.note || "—" },
    {
      key: "created",
      title: t("tracking.network.created"),
      align: "right",
      render: (one) => <DateTime at={one.created_at} />,
    },
    {
      key: "remove",
      title: "",
      width: 40,
      align: "right",
      render: (one) =>
        writable && (
          <IconButton
            label={t("tracking.network.remove")}
            icon={Trash2}
            onClick={() => remove.mutate(one.id)}
          />
        ),
    },
  ];
  const cloud = settings.data?.cloud;
  return (
    <Card
      flush
      title={t("tracking.network.title")}
      note={cloud && t("tracking.network.cloud", { count: cloud.ranges, day: cloud.read })}
    >
      {writable && <AddRange />}
      {ranges.data?.items.length === 0 && (
        <EmptyState title={t("tracking.network.empty")} lesson={t("tracking.network.empty_lesson")} />
      )}
      {ranges.data && ranges.data.items.length > 0 && (
        <RowsTable
          label={t("tracking.network.title")}
          columns={columns}
          rows={ranges.data.items}
          rowKey={(one) => one.id}
          compact
        />
      )}
    </Card>
  );
}

function AddRange() {
  const t = useText();
  const add = useAddRange();
  const [cidr, setCidr] = useState("");
  const [kind, setKind] = useState<IpRange["kind"]>("staff");
  const [note, setNote] = useState("");
  const put = () =>
    add.mutate(
      { cidr, kind, note },
      {
        onSuccess: () => {
          setCidr("");
          setNote("");
        },
      },
    );
  return (
    <div className="row" style={{ padding: "4px 16px 12px", flexWrap: "wrap" }}>
      <Input
        value={cidr}
        onChange={(event) => setCidr(event.target.value)}
        onPressEnter={put}
        placeholder="203.0.113.0/24"
        aria-label={t("tracking.network.cidr")}
        style={{ width: 190 }}
      />
      <Select
        value={kind}
        onChange={setKind}
        aria-label={t("tracking.network.kind")}
        style={{ width: 150 }}
        options={KINDS.map((value) => ({ value, label: t(`tracking.network.${value}`) }))}
      />
      <Input
        value={note}
        onChange={(event) => setNote(event.target.value)}
        onPressEnter={put}
        placeholder={t("tracking.network.note")}
        aria-label={t("tracking.network.note")}
        style={{ width: 200 }}
      />
      <Button icon={<Plus size={14} />} loading={add.isPending} disabled={!cidr.trim()} onClick={put}>
        {t("tracking.network.add")}
      </Button>
    </div>
  );
}

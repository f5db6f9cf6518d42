import { Input, Segmented, Skeleton } from "antd";
import { Search } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useText } from "@/i18n";
import {
  BulletBar,
  Card,
  Chip,
  type Column,
  DateTime,
  EmptyState,
  ErrorState,
  NumberText,
  PageFrame,
  RowsTable,
} from "@/ui";
import { type EventName, useEventNames } from "../api";
import { PropertiesDrawer } from "./PropertiesDrawer";

type Which = "used" | "own" | "unseen";

const belongs = (one: EventName, which: Which) =>
  which === "used" ? one.count > 0 : which === "own" ? !one.standard : one.count === 0;

function useNameColumns(most: number): Column<EventName>[] {
  const t = useText();
  return [
    {
      key: "label",
      title: t("data.catalogue.event"),
      render: (one) => (
        <span className="row">
          <button type="button" style={{ all: "unset", cursor: "pointer", fontWeight: 500 }}>
            {one.label}
          </button>
          {!one.standard && <Chip>{t("data.catalogue.own")}</Chip>}
        </span>
      ),
    },
    {
      key: "name",
      title: t("data.catalogue.name"),
      definition: t("data.catalogue.name_definition"),
      render: (one) => <span className="mono muted">{one.name}</span>,
    },
    {
      key: "segment",
      title: t("data.catalogue.segment"),
      definition: t("data.catalogue.segment_definition"),
      render: (one) => one.segment_name || <span className="muted">—</span>,
    },
    {
      key: "share",
      title: "",
      width: 160,
      render: (one) =>
        one.count > 0 && (
          <BulletBar value={one.count} max={most} label={t("data.catalogue.bar", { count: one.count })} />
        ),
    },
    {
      key: "count",
      title: t("data.catalogue.count"),
      definition: t("data.catalogue.count_definition"),
      align: "right",
      width: 110,
      render: (one) => <NumberText value={one.count} />,
    },
    {
      key: "last",
      title: t("data.catalogue.last"),
      align: "right",
      width: 140,
      render: (one) => <DateTime at={one.last_seen} />,
    },
  ];
}

/** Every event by name: how often, when last, with which properties. */
export default function CataloguePage() {
  const t = useText();
  const navigate = useNavigate();
  const names = useEventNames();
  const [which, setWhich] = useState<Which>("used");
  const [words, setWords] = useState("");
  const [shown, setShown] = useState<EventName | null>(null);
  const all = names.data ?? [];
  const columns = useNameColumns(Math.max(1, ...all.map((one) => one.count)));
  const wanted = words.trim().toLowerCase();
  const rows = all
    .filter((one) => belongs(one, which))
    .filter(
      (one) => !wanted || `${one.label} ${one.name} ${one.segment_name}`.toLowerCase().includes(wanted),
    );
  const count = (one: Which) => all.filter((name) => belongs(name, one)).length;
  return (
    <PageFrame title={t("data.catalogue.title")} purpose={t("data.catalogue.purpose")}>
      <Card flush>
        <div className="row" style={{ padding: "12px 16px", flexWrap: "wrap" }}>
          <Input
            value={words}
            onChange={(event) => setWords(event.target.value)}
            placeholder={t("data.catalogue.search")}
            aria-label={t("data.catalogue.search")}
            prefix={<Search size={14} color="var(--ink-3)" aria-hidden />}
            allowClear
            style={{ width: 240 }}
          />
          <Segmented
            value={which}
            onChange={(value) => setWhich(value as Which)}
            options={(["used", "own", "unseen"] as const).map((value) => ({
              value,
              label: `${t(`data.catalogue.${value}`)} ${count(value)}`,
            }))}
          />
        </div>
        {names.isPending && <Skeleton active title={false} paragraph={{ rows: 8 }} style={{ padding: 16 }} />}
        {names.isError && <ErrorState error={names.error} retry={() => void names.refetch()} />}
        {names.data && rows.length === 0 && (
          <EmptyState title={t("data.catalogue.empty")} lesson={t("data.catalogue.empty_lesson")} />
        )}
        {rows.length > 0 && (
          <RowsTable
            label={t("data.catalogue.title")}
            columns={columns}
            rows={rows}
            rowKey={(one) => one.name}
            onOpen={setShown}
          />
        )}
      </Card>
      <PropertiesDrawer
        name={shown}
        onClose={() => setShown(null)}
        onLive={(name) => navigate(`/events?name=${encodeURIComponent(name)}`)}
      />
    </PageFrame>
  );
}

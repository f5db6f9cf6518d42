import { Popover } from "antd";
import { useText } from "@/i18n";
import { Chip, type Column, DateTime, Delta, NumberText, Sparkline, StatusDot } from "@/ui";
import { type Segment, useUsage } from "../api";
import { UsageLink } from "../builder/AboutCard";
import styles from "../builder/builder.module.css";
import { SegmentMenu } from "./SegmentMenu";

/** Change of the size over the days of the sparkline. */
export const monthly = (segment: Segment): number | null => {
  const first = segment.sparkline[0]?.size;
  return first === undefined || segment.sparkline.length < 2 ? null : segment.size - first;
};

function State({ segment }: { segment: Segment }) {
  const t = useText();
  if (segment.computing) return <StatusDot tone="brand">{t("segments.state.computing")}</StatusDot>;
  if (segment.kind !== "dynamic") return <StatusDot tone="neutral">{t("segments.state.fixed")}</StatusDot>;
  return (
    <StatusDot tone={segment.state === "live" ? "ok" : "warn"}>
      {t(`segments.state.${segment.state}`)}
    </StatusDot>
  );
}

function UsedBy({ id }: { id: string }) {
  const t = useText();
  const used = useUsage(id).data;
  if (!used) return <span className="muted">…</span>;
  if (used.length === 0) return <span className="muted">—</span>;
  return (
    <Popover
      placement="bottomLeft"
      arrow={false}
      content={
        <ul className={styles.usage}>
          {used.map((one) => (
            <li key={`${one.kind}${one.id}`}>
              <UsageLink usage={one} />
            </li>
          ))}
        </ul>
      }
    >
      <span>
        <Chip>{t("segments.usage.places", { count: used.length })}</Chip>
      </span>
    </Popover>
  );
}

export function useSegmentColumns(): Column<Segment>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("segments.list.name"),
      sort: "name",
      required: true,
      render: (segment) => (
        <div className={styles.name}>
          <span className="strong">{segment.name}</span>
          {segment.description && <span className="caption ellipsis">{segment.description}</span>}
        </div>
      ),
      csv: (segment) => segment.name,
    },
    {
      key: "size",
      title: t("segments.list.size"),
      definition: t("segments.list.size_definition"),
      sort: "size",
      align: "right",
      width: 96,
      render: (segment) => (
        <span className="strong">
          <NumberText value={segment.size} />
        </span>
      ),
      csv: (segment) => segment.size,
    },
    {
      key: "trend",
      title: t("segments.list.trend"),
      definition: t("segments.list.trend_definition"),
      width: 190,
      render: (segment) => (
        <div className="row">
          <Sparkline
            values={segment.sparkline.map((one) => one.size)}
            width={96}
            height={26}
            label={t("segments.reach.trend")}
          />
          <Delta kind="number" good="none" change={monthly(segment)} arrow={false} />
        </div>
      ),
      csv: monthly,
    },
    {
      key: "kind",
      title: t("segments.list.kind"),
      width: 104,
      render: (segment) => (
        <Chip title={t(`segments.kind.${segment.kind}_words`)}>{t(`segments.kind.${segment.kind}`)}</Chip>
      ),
      csv: (segment) => t(`segments.kind.${segment.kind}`),
    },
    {
      key: "state",
      title: t("segments.list.state"),
      width: 120,
      render: (segment) => <State segment={segment} />,
      csv: (segment) => segment.state,
    },
    {
      key: "used",
      title: t("segments.list.used"),
      definition: t("segments.list.used_definition"),
      width: 104,
      render: (segment) => <UsedBy id={segment.id} />,
    },
    {
      key: "updated",
      title: t("segments.list.updated"),
      sort: "updated_at",
      align: "right",
      width: 130,
      render: (segment) => <DateTime at={segment.updated_at} />,
      csv: (segment) => segment.updated_at,
    },
    {
      key: "menu",
      title: "",
      required: true,
      align: "right",
      width: 56,
      render: (segment) => <SegmentMenu segment={segment} />,
    },
  ];
}

import { useText } from "@/i18n";
import { Chip, type Column, DateTime, NumberText, Sparkline, StatusDot, type Tone } from "@/ui";
import type { CatalogueEvent } from "../api";

const TONES: Record<CatalogueEvent["status"], Tone> = {
  active: "ok",
  draft: "neutral",
  deprecated: "warn",
  undeclared: "neutral",
};

export function useCatalogueColumns(): Column<CatalogueEvent>[] {
  const t = useText();
  return [
    {
      key: "label",
      title: t("tracking.catalogue.event"),
      render: (one) => (
        <div style={{ lineHeight: "18px", padding: "4px 0" }}>
          <span className="row" style={{ gap: 6 }}>
            <button type="button" style={{ all: "unset", cursor: "pointer", fontWeight: 500 }}>
              {one.label}
            </button>
            {one.enforced && <Chip>{t("tracking.catalogue.enforced")}</Chip>}
            {one.personal > 0 && <Chip>{t("tracking.catalogue.personal")}</Chip>}
          </span>
          <div className="mono muted">{one.name}</div>
        </div>
      ),
    },
    {
      key: "category",
      title: t("tracking.catalogue.category"),
      width: 90,
      render: (one) => t(`tracking.category.${one.category}`),
    },
    {
      key: "segment",
      title: t("tracking.catalogue.segment"),
      definition: t("tracking.catalogue.segment_definition"),
      render: (one) => one.segment_name || <span className="muted">—</span>,
    },
    {
      key: "status",
      title: t("tracking.catalogue.status"),
      width: 90,
      render: (one) => <StatusDot tone={TONES[one.status]}>{t(`tracking.status.${one.status}`)}</StatusDot>,
    },
    {
      key: "owner",
      title: t("tracking.catalogue.owner"),
      width: 90,
      render: (one) => one.owner || <span className="muted">—</span>,
    },
    {
      key: "days",
      title: t("tracking.catalogue.week"),
      definition: t("tracking.catalogue.week_definition"),
      width: 100,
      render: (one) =>
        one.week > 0 && (
          <Sparkline values={one.days} height={22} label={t("tracking.catalogue.week")} tone="neutral" />
        ),
    },
    {
      key: "week",
      title: "",
      align: "right",
      width: 76,
      render: (one) => <NumberText value={one.week} />,
    },
    {
      key: "count",
      title: t("tracking.catalogue.count"),
      definition: t("tracking.catalogue.count_definition"),
      align: "right",
      width: 90,
      render: (one) => <NumberText value={one.count} />,
    },
    {
      key: "first",
      title: t("tracking.catalogue.first"),
      align: "right",
      width: 110,
      render: (one) => <DateTime at={one.first_seen} format="date" />,
    },
    {
      key: "last",
      title: t("tracking.catalogue.last"),
      align: "right",
      width: 120,
      render: (one) => <DateTime at={one.last_seen} />,
    },
  ];
}

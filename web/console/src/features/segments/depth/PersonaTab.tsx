import { Skeleton } from "antd";
import { Download } from "lucide-react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState, useFormat } from "@/ui";
import { fileOf, type Persona, type PersonaDimension, usePersona } from "./api";
import styles from "./depth.module.css";
import { tiles } from "./persona";
import { Standouts } from "./Standouts";

const TILES = 6;

/** 画像: who they are against everybody, one card a dimension, what most of them are on top. */
export function PersonaTab({ id }: { id: string }) {
  const t = useText();
  const format = useFormat();
  const persona = usePersona(id);
  const exports = useCan()("segments.export");
  if (persona.isPending) return <Skeleton active paragraph={{ rows: 10 }} />;
  if (persona.isError) return <ErrorState error={persona.error} retry={() => void persona.refetch()} />;
  const found = persona.data;
  if (found.segment_size === 0)
    return <EmptyState title={t("segments.persona.empty")} lesson={t("segments.persona.empty_lesson")} />;
  const known = found.dimensions.filter((one) => one.values.length > 0);
  return (
    <>
      <div className={styles.barLine}>
        <span className="muted">
          {t("segments.persona.sizes", {
            segment: format.number(found.segment_size),
            base: format.number(found.base_size),
          })}
        </span>
        <span className="caption">{t("segments.persona.legend")}</span>
        {exports && (
          <a className={styles.link} href={fileOf(id, "persona/export")} download>
            <Download size={14} aria-hidden /> {t("segments.persona.export")}
          </a>
        )}
      </div>
      <Tiles persona={found} />
      <div className={styles.grid}>
        {known.map((one) => (
          <DimensionCard key={one.key} dimension={one} />
        ))}
      </div>
    </>
  );
}

/** "女 72% TGI 125": one a dimension. */
function Tiles({ persona }: { persona: Persona }) {
  const t = useText();
  const format = useFormat();
  return (
    <ul className={styles.tiles} aria-label={t("segments.persona.tiles")}>
      {tiles(persona, TILES).map(({ dimension, value }) => (
        <li key={dimension.key}>
          <span className="muted">{t(`segments.persona.dimension.${dimension.key}`)}</span>
          <strong className="ellipsis">{value.label}</strong>
          <span className="caption">
            {format.percent(value.segment_share)} · TGI{" "}
            {value.tgi === null || value.tgi === undefined ? "—" : format.number(Math.round(value.tgi))}
            {!value.significant && ` · ${t("segments.persona.chance")}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function DimensionCard({ dimension }: { dimension: PersonaDimension }) {
  const t = useText();
  const format = useFormat();
  const title = t(`segments.persona.dimension.${dimension.key}`);
  return (
    <Card
      title={title}
      note={t("segments.persona.sample", {
        segment: format.number(dimension.segment_known),
        base: format.number(dimension.base_known),
      })}
    >
      <Standouts
        label={title}
        rows={dimension.values.map((value) => ({ key: value.value, label: value.label, value }))}
      />
    </Card>
  );
}

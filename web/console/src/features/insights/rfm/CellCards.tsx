import { Button } from "antd";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Money, NumberText, Percent, toast, useFormat } from "@/ui";
import { type RfmCell, useBuildSegment } from "../api";
import type { Opened } from "../BehindDrawer";
import styles from "../Insights.module.css";

interface Props {
  cells: RfmCell[];
  onOpen: (opened: Opened) => void;
}

/** The eight cells, the most valuable first; each opens its customers or becomes a segment. */
export function CellCards({ cells, onOpen }: Props) {
  const t = useText();
  return (
    <div className={styles.cells}>
      {cells.map((cell) => (
        <CellCard
          key={cell.cell}
          cell={cell}
          onOpen={() =>
            onOpen({
              title: t(`insights.cell.${cell.cell}`),
              note: t(`insights.advice.${cell.cell}`),
              behind: { path: "rfm", query: { cell: cell.cell } },
            })
          }
        />
      ))}
    </div>
  );
}

function CellCard({ cell, onOpen }: { cell: RfmCell; onOpen: () => void }) {
  const t = useText();
  const can = useCan();
  const format = useFormat();
  const navigate = useNavigate();
  const build = useBuildSegment();
  const name = t(`insights.cell.${cell.cell}`);
  const make = () =>
    build.mutate(
      { name: t("insights.rfm.segment_name", { cell: name }), cell: cell.cell },
      {
        onSuccess: (segment) => {
          toast.success(t("insights.rfm.segment_made"));
          navigate(`/segments/${segment.id}`);
        },
      },
    );
  return (
    <section className={styles.cell} aria-label={name}>
      <header>
        <strong>{name}</strong>
        <span title={t("insights.rfm.letters")}>{cell.cell}</span>
      </header>
      <div className="row" style={{ alignItems: "baseline" }}>
        <button type="button" className={`${styles.link} ${styles.big}`} onClick={onOpen}>
          <NumberText value={cell.customers} />
        </button>
        <span className="muted">
          <Percent value={cell.share} />
        </span>
      </div>
      <div className={styles.facts}>
        <span>
          {t("insights.rfm.spend")} <Money value={cell.spend} compact />
        </span>
        <span>
          <Percent value={cell.spend_share} />
        </span>
      </div>
      <div className={styles.facts}>
        <span>
          {cell.mean_days === null
            ? "—"
            : t("insights.rfm.mean", {
                days: format.number(Math.round(cell.mean_days)),
                orders: format.number(Math.round((cell.mean_orders ?? 0) * 10) / 10),
              })}
        </span>
        {can("segments.write") && cell.customers > 0 && (
          <Button size="small" type="link" style={{ padding: 0 }} loading={build.isPending} onClick={make}>
            {t("insights.rfm.build")}
          </Button>
        )}
      </div>
    </section>
  );
}

import { useText } from "@/i18n";
import { Definition, useFormat } from "@/ui";
import type { Standout } from "./api";
import styles from "./depth.module.css";
import { barOf } from "./persona";

export interface StandoutRow {
  key: string;
  label: string;
  value: Standout;
}

/** Share in the segment, share in the base, index as a bar around 100; hollow where it may be chance. */
export function Standouts({ label, rows, tight }: { label: string; rows: StandoutRow[]; tight?: boolean }) {
  const t = useText();
  const format = useFormat();
  return (
    <table className={`${styles.standouts} ${tight ? styles.tight : ""}`} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{t("segments.persona.value")}</span>
          </th>
          <th scope="col">{t("segments.persona.segment")}</th>
          <th scope="col">{t("segments.persona.base")}</th>
          <th scope="col" className={styles.axis}>
            <span>0</span>
            <span>100</span>
            <span>200</span>
          </th>
          <th scope="col">
            <Definition text={t("segments.persona.tgi_definition")}>TGI</Definition>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, label: name, value }) => {
          const { tgi } = value;
          const bar = tgi === null || tgi === undefined ? null : barOf(tgi);
          const look = (tgi ?? 100) < 100 ? styles.under : styles.over;
          const title = t("segments.persona.row", {
            segment: format.number(value.segment),
            base: format.number(value.base),
            p: value.p === null || value.p === undefined ? "—" : format.number(value.p, { digits: 3 }),
          });
          return (
            <tr key={key} title={title}>
              <th scope="row">{name}</th>
              <td className="strong">{format.percent(value.segment_share)}</td>
              <td className="muted">{format.percent(value.base_share)}</td>
              <td>
                <span className={styles.track} aria-hidden>
                  {bar && (
                    <span
                      className={`${styles.bar} ${look} ${value.significant ? "" : styles.hollow}`}
                      style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
                    />
                  )}
                </span>
              </td>
              <td className={value.significant ? "strong" : "muted"}>
                {tgi === null || tgi === undefined ? "—" : format.number(Math.round(tgi))}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

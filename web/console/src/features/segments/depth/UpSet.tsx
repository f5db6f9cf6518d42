import { useText } from "@/i18n";
import { BulletBar, useFormat } from "@/ui";
import type { Overlap } from "./api";
import styles from "./UpSet.module.css";

interface Props {
  overlap: Overlap;
  onOpen: (inside: string[]) => void;
}

/** One column a combination: how many are in just these segments, and dots that say in which. */
export function UpSet({ overlap, onOpen }: Props) {
  const t = useText();
  const format = useFormat();
  const { sets, combinations } = overlap;
  const most = Math.max(1, ...combinations.map((one) => one.count));
  const largest = Math.max(1, ...sets.map((one) => one.size));
  const nameOf = (id: string) => sets.find((one) => one.id === id)?.name ?? id;
  return (
    <div className={styles.upset}>
      <table aria-label={t("segments.overlap.matrix")}>
        <thead>
          <tr>
            <th scope="col" className={styles.setHead}>
              {t("segments.overlap.sets")}
            </th>
            {combinations.map((one) => (
              <th scope="col" key={one.inside.join()}>
                <button
                  type="button"
                  className={styles.column}
                  onClick={() => onOpen(one.inside)}
                  title={one.inside.map(nameOf).join(" ∩ ")}
                  aria-label={t("segments.overlap.open", {
                    names: one.inside.map(nameOf).join(t("segments.list_comma")),
                    count: format.number(one.count),
                  })}
                >
                  <span className={styles.columnFigure}>{format.number(one.count)}</span>
                  <span
                    className={styles.columnBar}
                    style={{ height: `${Math.max(2, (96 * one.count) / most)}px` }}
                  />
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sets.map((set, row) => (
            <tr key={set.id}>
              <th scope="row" className={styles.setHead}>
                <span className={styles.setName}>
                  <span className="ellipsis" title={set.name}>
                    {set.name}
                  </span>
                  <span className="strong">{format.number(set.size)}</span>
                </span>
                <BulletBar value={set.size} max={largest} label={`${set.name} ${set.size}`} />
              </th>
              {combinations.map((one) => {
                const rows = one.inside.map((id) => sets.findIndex((each) => each.id === id));
                const on = rows.includes(row);
                const between = row > Math.min(...rows) && row <= Math.max(...rows);
                return (
                  <td key={one.inside.join()} className={styles.cell}>
                    {between && <span className={styles.rope} aria-hidden />}
                    <span
                      className={`${styles.dot} ${on ? styles.dotOn : ""}`}
                      role="img"
                      aria-label={t(on ? "segments.overlap.in" : "segments.overlap.out")}
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

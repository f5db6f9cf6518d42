import { useText } from "@/i18n";
import { useFormat } from "../format";
import styles from "./CohortHeatmap.module.css";

export interface Cohort {
  key: string;
  name: string;
  size: number;
  /** People who came back in period 0, 1, 2 …; null: not over yet and nothing known. */
  people: (number | null)[];
  /** Index of a period that is still running. */
  partial?: number;
}

interface Props {
  label: string;
  cohorts: Cohort[];
  /** Heading of a period, e.g. `n => t("…week", {n})`. */
  period: (index: number) => string;
  onPick?: (cohort: Cohort, period: number) => void;
}

/** Cohorts by rows, periods by columns; the darker, the larger the share that came back. */
export function CohortHeatmap({ label, cohorts, period, onPick }: Props) {
  const t = useText();
  const format = useFormat();
  const width = Math.max(0, ...cohorts.map((cohort) => cohort.people.length));
  const shares = cohorts.flatMap((cohort) =>
    cohort.people.slice(1).map((people) => (people ?? 0) / (cohort.size || 1)),
  );
  const top = Math.max(0.01, ...shares);
  return (
    <div className={styles.box}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t("ui.chart.cohort")}</th>
            <th scope="col">{t("ui.chart.size")}</th>
            {Array.from({ length: width }, (_, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the index is the period
              <th scope="col" key={at}>
                {period(at)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => (
            <tr key={cohort.key}>
              <th scope="row">{cohort.name}</th>
              <td className={styles.size}>{format.number(cohort.size)}</td>
              {cohort.people.map((people, at) => {
                if (people === null) {
                  // biome-ignore lint/suspicious/noArrayIndexKey: the index is the period
                  return <td key={at} />;
                }
                const share = cohort.size ? people / cohort.size : 0;
                const depth = Math.min(1, share / top);
                const text = format.percent(share);
                return (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: the index is the period
                    key={at}
                    className={`${styles.cell} ${cohort.partial === at ? styles.partial : ""}`}
                    style={{
                      background: `color-mix(in srgb, var(--chart-1) ${Math.round(5 + 62 * depth)}%, var(--card))`,
                    }}
                    title={`${cohort.name} · ${period(at)}: ${format.number(people)} / ${format.number(cohort.size)}`}
                  >
                    {onPick ? (
                      <button type="button" onClick={() => onPick(cohort, at)}>
                        {text}
                      </button>
                    ) : (
                      text
                    )}
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

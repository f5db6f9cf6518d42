import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { RfmReport } from "../api";
import type { Opened } from "../BehindDrawer";
import styles from "../Insights.module.css";

const SCORES = [1, 2, 3, 4, 5];

interface Props {
  grid: RfmReport["grid"];
  onOpen: (opened: Opened) => void;
}

/** Customers by recency (columns) and frequency (rows); the darker, the more. */
export function ScoreGrid({ grid, onOpen }: Props) {
  const t = useText();
  const format = useFormat();
  const most = Math.max(1, ...grid.map((place) => place.customers));
  const at = (r: number, f: number) => grid.find((place) => place.r === r && place.f === f);
  return (
    <table className={styles.grid} aria-label={t("insights.rfm.grid")}>
      <thead>
        <tr>
          <th />
          {SCORES.map((r) => (
            <th key={r} scope="col">
              R {r}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...SCORES].reverse().map((f) => (
          <tr key={f}>
            <th scope="row">F {f}</th>
            {SCORES.map((r) => {
              const place = at(r, f);
              const depth = (place?.customers ?? 0) / most;
              return (
                <td
                  key={r}
                  style={{
                    background: `color-mix(in srgb, var(--chart-1) ${Math.round(6 + depth * 78)}%, var(--card))`,
                    color: depth > 0.55 ? "#fff" : "var(--ink)",
                  }}
                >
                  <button
                    type="button"
                    title={t("insights.rfm.place", {
                      spend: format.money(place?.spend ?? 0),
                      days: format.number(Math.round(place?.mean_days ?? 0)),
                    })}
                    onClick={() =>
                      onOpen({ title: `R ${r} · F ${f}`, behind: { path: "rfm", query: { r, f } } })
                    }
                  >
                    {format.number(place?.customers ?? 0)}
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

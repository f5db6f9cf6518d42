import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { STAGES, type StageMove } from "../api";
import styles from "../Insights.module.css";

interface Props {
  moves: StageMove[];
  name: (stage: string) => string;
  onOpen: (move: StageMove) => void;
}

/** From the rows to the columns; the darker, the more people. */
export function MovesMatrix({ moves, name, onOpen }: Props) {
  const t = useText();
  const format = useFormat();
  const most = Math.max(1, ...moves.map((move) => move.people));
  const rows = ["", ...STAGES].filter((stage) => moves.some((move) => move.previous === stage));
  return (
    <table className={styles.grid} aria-label={t("insights.lifecycle.moves")}>
      <thead>
        <tr>
          <th scope="col">{t("insights.lifecycle.from_to")}</th>
          {STAGES.map((stage) => (
            <th key={stage} scope="col">
              {name(stage)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((previous) => (
          <tr key={previous}>
            <th scope="row">{name(previous)}</th>
            {STAGES.map((stage) => {
              const move = moves.find((one) => one.previous === previous && one.stage === stage);
              if (!move)
                return (
                  <td key={stage} className="muted">
                    {previous === stage ? "" : "—"}
                  </td>
                );
              const depth = move.people / most;
              return (
                <td
                  key={stage}
                  style={{
                    background: `color-mix(in srgb, var(--chart-1) ${Math.round(6 + depth * 78)}%, var(--card))`,
                    color: depth > 0.55 ? "#fff" : "var(--ink)",
                  }}
                >
                  <button type="button" onClick={() => onOpen(move)}>
                    {format.number(move.people)}
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

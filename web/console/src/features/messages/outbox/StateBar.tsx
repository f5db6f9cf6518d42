import { textOr, useText } from "@/i18n";
import { StatusDot, useFormat } from "@/ui";
import { type MESSAGE_FILTERS, useStateCounts } from "../api";
import { STATES, toneOfState, wordOfState } from "../words";
import styles from "./Outbox.module.css";

const ALWAYS = new Set(["sent", "suppressed", "failed", "unknown"]);
const ASKED = ["", ...STATES];

interface Props {
  filters: typeof MESSAGE_FILTERS;
  onChange: (state: string) => void;
}

/** The states with their counts; a click shows only these. */
export function StateBar({ filters, onChange }: Props) {
  const t = useText();
  const format = useFormat();
  const counts = useStateCounts(ASKED, filters);
  const shown = ASKED.map((state, at) => ({ state, count: counts[at] })).filter(
    ({ state, count }) => state === "" || state === filters.state || ALWAYS.has(state) || (count ?? 0) > 0,
  );
  return (
    <fieldset className={styles.states} aria-label={t("messages.outbox.states")}>
      {shown.map(({ state, count }) => (
        <button
          key={state}
          type="button"
          aria-pressed={filters.state === state}
          title={textOr(`messages.state_definition.${state || "all"}`, "")}
          className={filters.state === state ? styles.chosen : undefined}
          onClick={() => onChange(state)}
        >
          <span className={styles.state}>
            {state ? (
              <StatusDot tone={toneOfState(state)}>{wordOfState(state)}</StatusDot>
            ) : (
              t("messages.outbox.all")
            )}
          </span>
          <span className={styles.count}>{format.number(count)}</span>
        </button>
      ))}
    </fieldset>
  );
}

import { Select, Switch } from "antd";
import { useText } from "@/i18n";
import type { Rules } from "../api";
import styles from "./Policy.module.css";

type Quiet = NonNullable<Rules["quiet_hours"]>;

const HOURS = Array.from({ length: 48 }, (_, at) => {
  const clock = `${String(Math.floor(at / 2)).padStart(2, "0")}:${at % 2 ? "30" : "00"}`;
  return { value: `${clock}:00`, label: clock };
});
const NIGHT: Quiet = { start: "22:00:00", end: "08:00:00", behaviour: "delay", transactional_too: false };

interface QuietProps {
  quiet: Quiet | null;
  readOnly: boolean;
  onChange: (quiet: Quiet | null) => void;
}

/** When nobody is disturbed, and what becomes of messages that fall into that time. */
export function QuietLines({ quiet, readOnly, onChange }: QuietProps) {
  const t = useText();
  const change = (changes: Partial<Quiet>) => onChange({ ...NIGHT, ...quiet, ...changes });
  return (
    <>
      <div className={styles.line}>
        <Switch
          checked={quiet !== null}
          disabled={readOnly}
          aria-label={t("messages.policy.quiet")}
          onChange={(on) => onChange(on ? NIGHT : null)}
        />
        {quiet === null && <span className="muted">{t("messages.policy.quiet_off")}</span>}
        {quiet && (
          <>
            <span className={styles.cap}>
              <Select
                value={quiet.start}
                disabled={readOnly}
                options={HOURS}
                aria-label={t("messages.policy.quiet_start")}
                onChange={(start) => change({ start })}
                style={{ width: 88 }}
              />
              {t("messages.policy.until")}
              <Select
                value={quiet.end}
                disabled={readOnly}
                options={HOURS}
                aria-label={t("messages.policy.quiet_end")}
                onChange={(end) => change({ end })}
                style={{ width: 88 }}
              />
            </span>
            <Select
              value={quiet.behaviour}
              disabled={readOnly}
              aria-label={t("messages.policy.behaviour")}
              onChange={(behaviour) => change({ behaviour })}
              options={(["delay", "skip"] as const).map((value) => ({
                value,
                label: t(`messages.policy.behaviour_${value}`),
              }))}
              style={{ width: 172 }}
            />
          </>
        )}
      </div>
      {quiet && (
        <div className={styles.line}>
          <Switch
            size="small"
            checked={quiet.transactional_too}
            disabled={readOnly}
            aria-label={t("messages.policy.transactional_too")}
            onChange={(transactional_too) => change({ transactional_too })}
          />
          <span style={{ color: "var(--ink-2)" }}>{t("messages.policy.transactional_too")}</span>
        </div>
      )}
    </>
  );
}

import { Input } from "antd";
import { useDeferredValue, useEffect, useState } from "react";
import { isApiError } from "@/api/errors";
import { useText } from "@/i18n";
import { Card, JsonView } from "@/ui";
import { type Mapping, type TriedEvent, useTrial } from "./api";
import styles from "./Webhooks.module.css";

interface Props {
  sample: string;
  onSample: (sample: string) => void;
  mapping: Mapping;
}

const PAUSE_MS = 400;

/** A value once it has been left alone for a moment. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function Tried({ event }: { event: TriedEvent }) {
  const t = useText();
  const rest = event.kind === "identify" ? event.traits : event.properties;
  return (
    <li>
      <div className={styles.triedHead}>
        <strong>{event.label}</strong>
        <code>{event.name}</code>
        <span className="muted">{t(`data.kind.${event.kind}`)}</span>
      </div>
      <JsonView
        value={{
          ...event.identifiers,
          ...(event.timestamp === null ? {} : { time: event.timestamp }),
          ...rest,
        }}
        maxHeight={200}
      />
    </li>
  );
}

/** A pasted payload and the events that it would give, before anything is saved. */
export function TrialCard({ sample, onSample, mapping }: Props) {
  const t = useText();
  // The text of the mapping, so that an equal one is not asked again.
  const wanted = useSettled(JSON.stringify(mapping));
  const payload = useDeferredValue(useSettled(sample));
  const trial = useTrial(JSON.parse(wanted) as Mapping, payload);
  const refused = isApiError(trial.error)
    ? [trial.error.detail, ...Object.values(trial.error.fields)].join(" ")
    : trial.error?.message;
  const wrong = refused ?? trial.data?.error ?? "";
  const events = wrong ? [] : (trial.data?.events ?? []);
  return (
    <Card title={t("data.hooks.trial")} note={t("data.hooks.trial_note")} className={styles.trial}>
      <Input.TextArea
        value={sample}
        onChange={(event) => onSample(event.target.value)}
        aria-label={t("data.hooks.sample")}
        placeholder={t("data.hooks.sample_hint")}
        autoSize={{ minRows: 8, maxRows: 16 }}
        className={styles.sample}
        spellCheck={false}
      />
      {payload.trim() === "" && <p className={styles.lesson}>{t("data.hooks.sample_missing")}</p>}
      {payload.trim() !== "" && wrong && (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
      {payload.trim() !== "" && !wrong && trial.data && (
        <>
          <p className={styles.answer} role="status">
            {t(events.length ? "data.hooks.trial_gives" : "data.hooks.trial_nothing", {
              count: events.length,
            })}
          </p>
          <ul className={styles.tried}>
            {events.slice(0, 20).map((event) => (
              <Tried key={`${event.name}-${event.message_id}`} event={event} />
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

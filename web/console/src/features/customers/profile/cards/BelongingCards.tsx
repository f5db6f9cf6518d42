import { Link } from "react-router";
import { textOr, useText } from "@/i18n";
import { Card, Chip, StatusDot, type Tone, useFormat } from "@/ui";
import { nameOfStage, toneOfStage } from "../../words";
import { type Pass, type Profile, usePasses, useSegmentsOf } from "../api";
import styles from "./cards.module.css";

/** The segments that the person is in now. */
export function SegmentsCard({ id }: { id: string }) {
  const t = useText();
  const segments = useSegmentsOf(id);
  if (!segments.data) return null;
  return (
    <Card title={t("customers.segments.title")} note={segments.data.length || undefined}>
      <div className={styles.chips}>
        {segments.data.map((one) => (
          <Link key={one.id} to={`/segments/${one.id}`} title={one.description || one.name}>
            <Chip tone="brand">{one.name}</Chip>
          </Link>
        ))}
        {segments.data.length === 0 && <span className="muted">{t("customers.segments.none")}</span>}
      </div>
    </Card>
  );
}

const TONES: Record<string, Tone> = { active: "brand", converted: "ok", exited: "neutral" };

function PassRow({ pass }: { pass: Pass }) {
  const t = useText();
  const format = useFormat();
  const over = pass.converted_at ?? pass.exited_at;
  return (
    <li className={styles.row}>
      <div className={styles.rowHead}>
        <Link to={`/journeys/${pass.journey}`} className="ellipsis">
          {pass.journey_name}
        </Link>
        <StatusDot tone={TONES[pass.state] ?? "neutral"}>
          {textOr(`customers.pass.${pass.state}`, pass.state)}
        </StatusDot>
      </div>
      <div className="caption">
        {[
          t("customers.pass.entered", { at: format.dateTime(pass.entered_at) }),
          pass.holdout && t("customers.say.holdout"),
          over
            ? t("customers.pass.over", { at: format.dateTime(over) })
            : pass.due_at && t("customers.pass.due", { at: format.dateTime(pass.due_at) }),
          pass.exit_reason && textOr(`customers.exit.${pass.exit_reason}`, pass.exit_reason),
        ]
          .filter(Boolean)
          .join(" · ")}
      </div>
    </li>
  );
}

/** Journeys the person is in and was in. */
export function JourneysCard({ id }: { id: string }) {
  const t = useText();
  const passes = usePasses(id);
  if (!passes.data) return null;
  const active = passes.data.filter((one) => one.state === "active").length;
  return (
    <Card
      title={t("customers.journeys.title")}
      note={passes.data.length > 0 && t("customers.journeys.note", { active, all: passes.data.length })}
    >
      {passes.data.length === 0 && <span className="muted">{t("customers.journeys.none")}</span>}
      <ul className={styles.rows}>
        {passes.data.slice(0, 8).map((pass) => (
          <PassRow key={pass.id} pass={pass} />
        ))}
      </ul>
    </Card>
  );
}

/** How the lifecycle stage moved. */
export function StagesCard({ person }: { person: Profile }) {
  const t = useText();
  const format = useFormat();
  const moves = [...person.stages].sort((a, b) => b.at.localeCompare(a.at));
  if (moves.length === 0) return null;
  return (
    <Card title={t("customers.stages.title")}>
      <ul className={styles.rows}>
        {moves.map((move) => (
          <li key={`${move.stage}${move.at}`} className={styles.rowHead}>
            <span className="row">
              {move.previous && <span className="muted">{nameOfStage(move.previous)} →</span>}
              <Chip tone={toneOfStage(move.stage)}>{move.label}</Chip>
            </span>
            <span className="muted">{format.dateTime(move.at)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { Definition, useFormat } from "@/ui";
import type { Report } from "../api";
import { VerdictChip, verdictTone } from "../Verdict";
import { useWorld } from "./context";
import panels from "./Panels.module.css";

function Line({ label, definition, children }: { label: string; definition?: string; children: ReactNode }) {
  return (
    <>
      <dt>{definition ? <Definition text={definition}>{label}</Definition> : label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** What the touch was worth: touched people against those held out. */
export function LiftCard({ report }: { report: Report }) {
  const t = useText();
  const format = useFormat();
  const { openPeople, openMessages } = useWorld();
  const { lift } = report;
  const held = Object.values(report.suppressed).reduce((sum, one) => sum + one, 0);
  const interval = lift.interval
    ? t("journeys.lift.interval", {
        low: format.delta(lift.interval.low, "points").replace("pp", ""),
        high: format.delta(lift.interval.high, "points"),
      })
    : t("journeys.lift.no_interval");
  const tone = verdictTone(lift.verdict);
  return (
    <section data-lift className={panels.lift} aria-label={t("journeys.lift.title")}>
      <div className={panels.liftHead}>
        <Definition text={t("journeys.lift.definition")} icon>
          {t("journeys.lift.title")}
        </Definition>
      </div>
      <div
        className={panels.liftValue}
        style={{ color: tone === "warn" ? undefined : `var(--${tone}-text)` }}
      >
        {lift.difference === null ? "—" : format.delta(lift.difference, "points")}
        <VerdictChip verdict={lift.verdict} />
      </div>
      <Tooltip title={t("journeys.lift.interval_definition")}>
        <div className="caption">{interval}</div>
      </Tooltip>
      <dl className={panels.lines} style={{ marginBottom: 0 }}>
        <Line label={t("journeys.lift.touched")} definition={t("journeys.lift.touched_definition")}>
          <button
            type="button"
            onClick={() => openPeople({ state: "converted", holdout: false }, t("journeys.lift.touched"))}
          >
            {format.percent(lift.treated_rate)}
          </button>
        </Line>
        <Line label={t("journeys.lift.holdout")} definition={t("journeys.lift.holdout_definition")}>
          <button
            type="button"
            onClick={() => openPeople({ state: "converted", holdout: true }, t("journeys.lift.holdout"))}
          >
            {format.percent(lift.holdout_rate)}
          </button>
        </Line>
        <Line label={t("journeys.lift.extra")} definition={t("journeys.lift.extra_definition")}>
          {lift.extra === null ? "—" : t("journeys.lift.extra_value", { count: format.number(lift.extra) })}
        </Line>
        {lift.extra_interval && (
          <Line label={t("journeys.lift.interval_label")}>
            {t("journeys.report.range", {
              low: format.number(lift.extra_interval.low),
              high: format.number(lift.extra_interval.high),
            })}
          </Line>
        )}
        <Line label={t("journeys.lift.inside")}>
          <button type="button" onClick={() => openPeople({ state: "active" }, t("journeys.lift.inside"))}>
            {t("journeys.lift.people", { count: format.number(report.active) })}
          </button>
        </Line>
        <Line label={t("journeys.lift.suppressed")}>
          <button
            type="button"
            onClick={() => openMessages({ state: "suppressed" }, t("journeys.lift.suppressed"))}
          >
            {t("journeys.lift.messages", { count: format.number(held) })}
          </button>
        </Line>
      </dl>
    </section>
  );
}

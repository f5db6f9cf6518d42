import { textOr, useText } from "@/i18n";
import { Card, Definition, useFormat } from "@/ui";
import type { Report } from "../api";
import { VerdictChip, verdictTone } from "../Verdict";
import styles from "./Report.module.css";
import type { Drill } from "./ReportPage";

interface ArmProps {
  name: string;
  rate: number | null;
  most: number;
  colour: string;
  counts: string;
  onOpen: () => void;
}

function Arm({ name, rate, most, colour, counts, onOpen }: ArmProps) {
  const format = useFormat();
  const width = rate === null || !most ? 0 : (100 * rate) / most;
  return (
    <div className={styles.arm}>
      <span>{name}</span>
      <div className={styles.track}>
        <div className={styles.fill} style={{ width: `${width}%`, background: colour }} />
      </div>
      <b>{format.percent(rate)}</b>
      <button type="button" className={styles.link} onClick={onOpen}>
        {counts}
      </button>
    </div>
  );
}

/** Touched against held out: the difference with its interval, and the verdict. */
export function EffectCard({ report, drill }: { report: Report; drill: Drill }) {
  const t = useText();
  const format = useFormat();
  const { lift } = report;
  const most = Math.max(lift.treated_rate ?? 0, lift.holdout_rate ?? 0);
  const range = (one: { low: number; high: number } | null, words: (value: number) => string) =>
    one ? t("journeys.report.range", { low: words(one.low), high: words(one.high) }) : "—";
  const points = (value: number) => format.delta(value, "points");
  const counts = (converted: number, people: number) =>
    t("journeys.report.of", { converted: format.number(converted), people: format.number(people) });
  const tone = verdictTone(lift.verdict);
  return (
    <Card
      title={
        <Definition text={t("journeys.lift.definition")} icon>
          {t("journeys.lift.title")}
        </Definition>
      }
    >
      <div className={styles.answer}>
        <strong style={{ color: tone === "warn" ? undefined : `var(--${tone}-text)` }}>
          {lift.difference === null ? "—" : points(lift.difference)}
        </strong>
        <VerdictChip verdict={lift.verdict} />
      </div>
      <div className="muted">{textOr(`journeys.verdict.${lift.verdict}_lesson`, lift.verdict)}</div>
      <div className={styles.arms}>
        <Arm
          name={t("journeys.lift.touched")}
          rate={lift.treated_rate}
          most={most}
          colour="var(--chart-1)"
          counts={counts(lift.treated_conversions, lift.treated)}
          onOpen={() =>
            drill.openPeople({ state: "converted", holdout: false }, t("journeys.report.touched_converted"))
          }
        />
        <Arm
          name={t("journeys.lift.holdout")}
          rate={lift.holdout_rate}
          most={most}
          colour="var(--chart-5)"
          counts={counts(lift.holdout_conversions, lift.holdout)}
          onOpen={() =>
            drill.openPeople({ state: "converted", holdout: true }, t("journeys.report.held_converted"))
          }
        />
      </div>
      <dl className={styles.facts}>
        <dt>
          <Definition text={t("journeys.lift.interval_definition")}>
            {t("journeys.report.interval")}
          </Definition>
        </dt>
        <dd>{range(lift.interval, points)}</dd>
        <dt>
          <Definition text={t("journeys.report.fixed_definition")}>{t("journeys.report.fixed")}</Definition>
        </dt>
        <dd>{range(lift.fixed, points)}</dd>
        <dt>{t("journeys.report.relative")}</dt>
        <dd>{lift.relative === null ? "—" : format.delta(lift.relative, "percent")}</dd>
        <dt>
          <Definition text={t("journeys.lift.extra_definition")}>{t("journeys.lift.extra")}</Definition>
        </dt>
        <dd>
          {lift.extra === null ? "—" : format.number(lift.extra, { digits: 0 })}
          {lift.extra_interval && ` (${range(lift.extra_interval, (value) => format.number(value))})`}
        </dd>
      </dl>
    </Card>
  );
}

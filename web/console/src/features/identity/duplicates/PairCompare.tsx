import { Link } from "react-router";
import { useText } from "@/i18n";
import { Chip, useFormat } from "@/ui";
import type { MatchField, Pair } from "./api";
import styles from "./duplicates.module.css";

type Person = Pair["left"];

function PersonHead({ person, letter }: { person: Person; letter: string }) {
  const t = useText();
  const format = useFormat();
  return (
    <div className={styles.person}>
      <div>
        <span className={styles.letter}>{letter}</span>
        <Link to={`/customers/${person.id}`} className="ellipsis">
          {person.name}
        </Link>
        <Chip>{person.stage_label}</Chip>
      </div>
      <div className="caption muted">
        {t("identity.duplicates.person", {
          orders: format.number(person.orders),
          spend: format.money(person.spend),
          created: format.dateTime(person.created, "date"),
        })}
      </div>
    </div>
  );
}

/** From the middle to the right: for one person; to the left: against. */
function Bar({ weight, most }: { weight: number; most: number }) {
  const share = (Math.min(Math.abs(weight), most) / most) * 50;
  const style = weight >= 0 ? { left: "50%", width: `${share}%` } : { right: "50%", width: `${share}%` };
  return (
    <span className={styles.track} aria-hidden>
      <span className={weight >= 0 ? styles.for : styles.against} style={style} />
    </span>
  );
}

const signed = (weight: number) => `${weight >= 0 ? "+" : "−"}${Math.abs(weight).toFixed(1)}`;

function FieldRow({ field, most }: { field: MatchField; most: number }) {
  const t = useText();
  const words = field.level ? t(`identity.level.${field.field}.${field.level}`) : t("identity.level.missing");
  return (
    <tr className={field.level ? "" : styles.missing}>
      <th scope="row">{t(`identity.field.${field.field}`)}</th>
      <td>{field.left || "—"}</td>
      <td>{field.right || "—"}</td>
      <td>{words}</td>
      <td>
        <Bar weight={field.weight} most={most} />
      </td>
      <td className={styles.weight}>{field.level ? signed(field.weight) : "0"}</td>
    </tr>
  );
}

/** The answer in a sentence: what speaks for one person, what against. */
function sentenceOf(pair: Pair, t: (key: string, params?: Record<string, unknown>) => string): string {
  const said = pair.fields.filter((one) => one.level);
  const name = (one: MatchField) =>
    `${t(`identity.field.${one.field}`)}${t(`identity.level.${one.field}.${one.level}`)}`;
  const pick = (sign: number) =>
    said
      .filter((one) => one.weight * sign > 0.5)
      .sort((a, b) => (b.weight - a.weight) * sign)
      .slice(0, 3)
      .map(name)
      .join(t("identity.duplicates.and"));
  const [good, bad] = [pick(1), pick(-1)];
  if (good && bad) return t("identity.duplicates.for_and_against", { good, bad });
  return good ? t("identity.duplicates.for", { good }) : t("identity.duplicates.against", { bad });
}

/** Both people side by side, and how each field moves the odds that they are one. */
export function PairCompare({ pair }: { pair: Pair }) {
  const t = useText();
  const most = Math.max(4, Math.abs(pair.prior), ...pair.fields.map((one) => Math.abs(one.weight)));
  return (
    <div className={styles.compare}>
      <p className={styles.sentence}>{sentenceOf(pair, t)}</p>
      <div className={styles.people}>
        <PersonHead person={pair.left} letter="A" />
        <PersonHead person={pair.right} letter="B" />
      </div>
      <table className={styles.fields} aria-label={t("identity.duplicates.waterfall")}>
        <thead>
          <tr>
            <th scope="col">{t("identity.duplicates.field")}</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col">{t("identity.duplicates.outcome")}</th>
            <th scope="col" className={styles.scale}>
              {t("identity.duplicates.scale")}
            </th>
            <th scope="col" className={styles.weight}>
              {t("identity.duplicates.weight")}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr className={styles.prior}>
            <th scope="row">{t("identity.duplicates.prior")}</th>
            <td colSpan={3}>{t("identity.duplicates.prior_what")}</td>
            <td>
              <Bar weight={pair.prior} most={most} />
            </td>
            <td className={styles.weight}>{signed(pair.prior)}</td>
          </tr>
          {pair.fields.map((field) => (
            <FieldRow key={field.field} field={field} most={most} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("identity.duplicates.total")}</th>
            <td colSpan={4}>
              {t("identity.duplicates.total_what", { percent: percentOf(pair.probability) })}
            </td>
            <td className={styles.weight}>{signed(pair.weight)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** 0.97 → 97%, 0.9996 → 99.96%: no figure is rounded up to certainty. */
export function percentOf(probability: number): string {
  const percent = Math.min(probability * 100, 99.99);
  return `${percent >= 99 ? percent.toFixed(2) : percent.toFixed(0)}%`;
}

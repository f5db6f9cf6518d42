import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { Side } from "../api";
import { iconOfKind, nameOfKind, nameOfSource, nameOfTrait, shown, tailOf } from "../words";
import styles from "./split.module.css";

const MOST = 8;

function Identifiers({ side }: { side: Side }) {
  const t = useText();
  return (
    <ul className={styles.identifiers}>
      {side.identifiers.slice(0, MOST).map((one) => {
        const Icon = iconOfKind(one.kind);
        return (
          <li key={one.id}>
            <Icon size={14} aria-hidden />
            <span className="muted">{nameOfKind(one.kind)}</span>
            <span className="ellipsis">{one.label}</span>
          </li>
        );
      })}
      {side.identifiers.length > MOST && (
        <li className="muted">{t("identity.split.more", { n: side.identifiers.length - MOST })}</li>
      )}
    </ul>
  );
}

function SidePanel({ side, letter, restored }: { side: Side; letter: string; restored?: boolean }) {
  const t = useText();
  const format = useFormat();
  const figures = [
    [t("identity.split.events"), format.number(side.events)],
    [t("identity.split.orders"), format.number(side.orders)],
    [t("identity.split.amount"), format.money(side.amount)],
  ];
  return (
    <section className={restored ? styles.restored : styles.kept}>
      <header>
        <span className={styles.letter}>{letter}</span>
        <strong className="ellipsis">{side.name}</strong>
        <span className="muted mono">{tailOf(side.profile)}</span>
      </header>
      <div className={styles.role}>{t(restored ? "identity.split.restored" : "identity.split.kept")}</div>
      <dl className={styles.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {side.first && (
        <div className="caption muted">
          {t("identity.split.span", {
            first: format.dateTime(side.first, "date"),
            last: format.dateTime(side.last, "date"),
          })}
        </div>
      )}
      <h4>{t("identity.split.identifiers", { n: side.identifiers.length })}</h4>
      <Identifiers side={side} />
    </section>
  );
}

/** Both sides' traits in one table, so that what differs is seen at once. */
function Traits({ kept, restored }: { kept: Side; restored: Side }) {
  const t = useText();
  const keys = [...new Set([...kept.traits, ...restored.traits].map((one) => one.key))];
  const cell = (side: Side, key: string) => {
    const found = side.traits.find((one) => one.key === key);
    if (!found) return <span className="muted">—</span>;
    return (
      <>
        {shown(key, found.value)} <span className="caption muted">{nameOfSource(found.source)}</span>
      </>
    );
  };
  if (keys.length === 0) return <div className="caption muted">{t("identity.split.no_traits")}</div>;
  return (
    <table className={styles.traits}>
      <thead>
        <tr>
          <th scope="col">{t("identity.split.trait")}</th>
          <th scope="col">A</th>
          <th scope="col">B</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key}>
            <th scope="row">{nameOfTrait(key)}</th>
            <td>{cell(kept, key)}</td>
            <td>{cell(restored, key)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The two people inside a merged one, side by side: identifiers, events, orders, traits. */
export function SplitSides({ kept, restored }: { kept: Side; restored: Side }) {
  return (
    <>
      <div className={styles.sides}>
        <SidePanel side={kept} letter="A" />
        <SidePanel side={restored} letter="B" restored />
      </div>
      <Traits kept={kept} restored={restored} />
    </>
  );
}

import type { ReactNode } from "react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { Definition, Money, NONE, NumberText, useFormat } from "@/ui";
import { daysSince } from "../../words";
import { type Order, type Profile, usePasses } from "../api";
import { gapDays, lastSpends } from "./figures";
import styles from "./head.module.css";

interface FigureProps {
  label: string;
  definition: string;
  value: ReactNode;
  note: ReactNode;
  beside?: ReactNode;
}

function Figure({ label, definition, value, note, beside }: FigureProps) {
  return (
    <div className={styles.figure}>
      <Definition text={definition} icon>
        {label}
      </Definition>
      <div className={styles.value}>
        <strong>{value}</strong>
        {beside}
      </div>
      <div className={styles.note}>{note}</div>
    </div>
  );
}

/** The last orders as bars, the latest at the right and strongest. */
function SpendBars({ values, label }: { values: number[]; label: string }) {
  if (values.length < 2) return null;
  const most = Math.max(...values, 1);
  return (
    <svg width={values.length * 9} height={26} role="img" aria-label={label} className={styles.bars}>
      <title>{label}</title>
      {values.map((value, at) => {
        const height = Math.max(2, (24 * value) / most);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bars have no other name
            key={at}
            x={at * 9}
            y={26 - height}
            width={7}
            height={height}
            rx={1.5}
            className={at === values.length - 1 ? styles.latest : undefined}
          />
        );
      })}
    </svg>
  );
}

/** Where the person stands now: the journey they are in, or that they are in none. */
function Now({ person }: { person: Profile }) {
  const t = useText();
  const format = useFormat();
  const passes = usePasses(person.id);
  if (!passes.data) return null;
  const active = passes.data.filter((one) => one.state === "active");
  const first = active[0];
  return (
    <div className={styles.now}>
      <div className={styles.nowLabel}>{t("customers.now.label")}</div>
      {first ? (
        <>
          <Link to={`/journeys/${first.journey}`} className="ellipsis">
            {first.journey_name}
          </Link>
          <div className={styles.note}>
            {[
              t("customers.pass.entered", { at: format.dateTime(first.entered_at) }),
              first.holdout && t("customers.say.holdout"),
              active.length > 1 && t("customers.now.more", { n: active.length - 1 }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </>
      ) : (
        <>
          <span className={styles.nowNone}>{t("customers.now.none")}</span>
          <div className={styles.note}>
            {passes.data.length > 0
              ? t("customers.now.before", { n: passes.data.length })
              : t("customers.now.never")}
          </div>
        </>
      )}
    </div>
  );
}

export function HeadFigures({ person, orders }: { person: Profile; orders: Order[] }) {
  const t = useText();
  const format = useFormat();
  const gap = gapDays(person);
  const since = daysSince(person.last_order);
  const refunded = orders.reduce((sum, order) => sum + order.refunded, 0);
  return (
    <div className={styles.figures}>
      <Figure
        label={t("customers.figure.spend")}
        definition={t("customers.col.spend_definition")}
        value={<Money value={person.spend} />}
        beside={<SpendBars values={lastSpends(orders)} label={t("customers.figure.bars")} />}
        note={
          refunded > 0
            ? t("customers.figure.refunded", { sum: format.money(refunded) })
            : t("customers.figure.orders", { n: format.number(person.orders) })
        }
      />
      <Figure
        label={t("customers.figure.basket")}
        definition={t("customers.figure.basket_definition")}
        value={person.orders ? <Money value={Math.round(person.spend / person.orders)} /> : NONE}
        note={
          person.first_order
            ? t("customers.figure.first", { at: format.dateTime(person.first_order, "date") })
            : t("customers.figure.no_order")
        }
      />
      <Figure
        label={t("customers.figure.last")}
        definition={t("customers.figure.last_definition")}
        value={since === null ? NONE : <Days n={since} />}
        note={person.last_order ? format.dateTime(person.last_order) : t("customers.figure.no_order")}
      />
      <Figure
        label={t("customers.figure.gap")}
        definition={t("customers.figure.gap_definition")}
        value={gap === null ? NONE : <Days n={Math.round(gap)} />}
        note={
          gap === null
            ? t("customers.figure.gap_none")
            : t(since !== null && since > gap ? "customers.figure.gap_over" : "customers.figure.gap_within")
        }
      />
      <Now person={person} />
    </div>
  );
}

function Days({ n }: { n: number }) {
  const t = useText();
  return (
    <>
      <NumberText value={n} />
      <small>{t("customers.word.days")}</small>
    </>
  );
}

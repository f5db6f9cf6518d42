import { Button, Popover } from "antd";
import { Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { textOr, useText } from "@/i18n";
import { Card, EmptyState, IconButton, useFormat } from "@/ui";
import { dayOf, nameOfSource } from "../../words";
import type { Profile, Trait } from "../api";
import styles from "./cards.module.css";
import { TraitDialog } from "./TraitDialog";

const FIRST = ["name", "gender", "birthday", "phone", "email", "province", "city", "address", "source"];
const SHOWN = 8;

export const nameOfTrait = (key: string) => textOr(`customers.trait.${key}`, key);

/** A value in words: known words, lists, yes and no. */
export function wordsOfValue(trait: { key: string; value?: unknown }): string {
  const { key, value } = trait;
  if (Array.isArray(value)) return value.map(String).join("、");
  if (typeof value === "boolean") return textOr(`customers.word.${value ? "yes" : "no"}`, String(value));
  if (value === null || value === undefined || value === "") return "—";
  if (typeof value === "object") return JSON.stringify(value);
  if (key === "source") return nameOfSource(String(value));
  return textOr(`customers.value.${key}.${value}`, String(value));
}

function rank(key: string) {
  const at = FIRST.indexOf(key);
  return at < 0 ? FIRST.length : at;
}

/** Values of the same trait that lost against the shown one, with source and day. */
function OtherValues({ trait }: { trait: Trait }) {
  const t = useText();
  const format = useFormat();
  const list = (
    <ul className={styles.others}>
      {trait.others.map((one) => (
        <li key={`${one.source} ${one.time} ${String(one.value)}`}>
          <b>{wordsOfValue({ key: trait.key, value: one.value })}</b>
          <span className="caption muted">
            {nameOfSource(one.source)} · {dayOf(format, one.time)}
          </span>
        </li>
      ))}
    </ul>
  );
  return (
    <Popover title={t("customers.traits.others_title")} content={list} trigger={["hover", "click", "focus"]}>
      <button type="button" className={styles.othersOpen}>
        {t("customers.traits.others", { n: trait.others.length })}
      </button>
    </Popover>
  );
}

interface Props {
  person: Profile;
  /** Personal values in clear, after a reveal. */
  clear?: Record<string, unknown>;
}

/** Traits with where and when each came from; editable. */
export function TraitsCard({ person, clear }: Props) {
  const t = useText();
  const format = useFormat();
  const may = useCan()("profiles.write");
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<Trait | "new" | null>(null);
  const sorted = [...person.traits].sort((a, b) => rank(a.key) - rank(b.key) || a.key.localeCompare(b.key));
  const shown = all ? sorted : sorted.slice(0, SHOWN);
  const shownValue = (trait: Trait) =>
    wordsOfValue({ key: trait.key, value: clear?.[trait.key] ?? trait.value });
  return (
    <Card
      title={t("customers.traits.title")}
      extra={
        <span className={styles.extra}>
          {sorted.length > SHOWN && (
            <Button type="link" size="small" onClick={() => setAll(!all)}>
              {t(all ? "customers.traits.fewer" : "customers.traits.all", { n: sorted.length })}
            </Button>
          )}
          {may && <IconButton label={t("customers.traits.add")} icon={Plus} onClick={() => setOpen("new")} />}
        </span>
      }
    >
      {sorted.length === 0 && (
        <EmptyState compact title={t("customers.traits.empty")} lesson={t("customers.traits.empty_lesson")} />
      )}
      <dl className={styles.traits}>
        {shown.map((trait) => (
          <div key={trait.key} className={styles.trait}>
            <dt title={trait.key}>{nameOfTrait(trait.key)}</dt>
            <dd>
              <span className={styles.value}>{shownValue(trait)}</span>
              <span className={styles.origin}>
                {nameOfSource(trait.source)} · {dayOf(format, trait.time)}
                {trait.others.length > 0 && <OtherValues trait={trait} />}
              </span>
            </dd>
            {may && (
              <span className={styles.edit}>
                <IconButton
                  label={t("customers.traits.edit", { trait: nameOfTrait(trait.key) })}
                  icon={Pencil}
                  onClick={() => setOpen(trait)}
                />
              </span>
            )}
          </div>
        ))}
      </dl>
      <TraitDialog id={person.id} trait={open} onClose={() => setOpen(null)} />
    </Card>
  );
}

import { Button } from "antd";
import { Eye, GitMerge, NotebookPen } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Avatar, Chip, toast, useFormat } from "@/ui";
import { agoOf, nameOf, toneOfStage } from "../../words";
import { type Order, type Profile, useReveal } from "../api";
import type { Clear } from "../CustomerPage";
import { MergeDialog } from "../identity/MergeDialog";
import { HeadFigures } from "./HeadFigures";
import styles from "./head.module.css";

interface Props {
  person: Profile;
  orders: Order[];
  clear: Clear | null;
  onReveal: (clear: Clear | null) => void;
}

function RevealButton({ person, clear, onReveal }: Omit<Props, "orders">) {
  const t = useText();
  const reveal = useReveal(person.id);
  const press = () =>
    clear
      ? onReveal(null)
      : reveal.mutate(undefined, {
          onSuccess: (found) => {
            onReveal(found);
            toast.info(t("customers.head.revealed"));
          },
        });
  return (
    <Button icon={<Eye size={15} />} loading={reveal.isPending} onClick={press}>
      {t(clear ? "customers.head.hide" : "customers.head.reveal")}
    </Button>
  );
}

/** Who it is, how to reach them, what they are worth so far. */
export function Head({ person, orders, clear, onReveal }: Props) {
  const t = useText();
  const format = useFormat();
  const can = useCan();
  const [merging, setMerging] = useState(false);
  const name = clear?.traits.name ? String(clear.traits.name) : nameOf(person);
  const facts = [
    clear?.phone || person.phone,
    clear?.email || person.email,
    person.city || person.province,
    t("customers.head.since", { at: format.dateTime(person.created, "date") }),
    person.members.length > 1 && t("customers.head.members", { n: person.members.length }),
    person.last_seen && t("customers.head.seen", { ago: agoOf(person.last_seen, t) }),
  ].filter(Boolean);
  return (
    <header className={styles.head}>
      <div className={styles.inner}>
        <div className={styles.who}>
          <Avatar name={person.name || "?"} size={48} />
          <div className={styles.words}>
            <div className={styles.title}>
              <h1>{name}</h1>
              <Chip tone={toneOfStage(person.stage)}>{person.stage_label}</Chip>
              {person.is_test && <Chip tone="warn">{t("customers.word.test")}</Chip>}
            </div>
            <div className={styles.facts}>{facts.join(" · ")}</div>
          </div>
          <div className={styles.actions}>
            {can("profiles.sensitive") && <RevealButton person={person} clear={clear} onReveal={onReveal} />}
            {can("profiles.write") && (
              <>
                <Button icon={<GitMerge size={15} />} onClick={() => setMerging(true)}>
                  {t("customers.merge.action")}
                </Button>
                <Button
                  type="primary"
                  icon={<NotebookPen size={15} />}
                  onClick={() => document.getElementById("customer-note")?.focus()}
                >
                  {t("customers.notes.action")}
                </Button>
              </>
            )}
          </div>
        </div>
        <HeadFigures person={person} orders={orders} />
      </div>
      <MergeDialog person={person} open={merging} onClose={() => setMerging(false)} />
    </header>
  );
}

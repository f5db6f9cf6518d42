import { Button, Input } from "antd";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, Chip, IconButton, useFormat } from "@/ui";
import { type Suggestion, useAddNote, useDecideSuggestion, useNotes } from "../api";
import styles from "./cards.module.css";

/** A tag that the note suggests, with the word that says so: put on, put aside, or decided already. */
function SuggestionRow({ id, one, may }: { id: string; one: Suggestion; may: boolean }) {
  const t = useText();
  const decide = useDecideSuggestion(id);
  const open = one.state === "open";
  const act = (confirm: boolean) => decide.mutate({ suggestion: one.id, confirm });
  return (
    <div className={styles.suggestion}>
      <Chip tone={one.state === "dismissed" ? "neutral" : "brand"}>{one.tag}</Chip>
      <span className="caption">
        {open
          ? t("customers.notes.because", { word: one.word })
          : t(`customers.notes.${one.state}`, { by: one.by })}
      </span>
      {open && may && (
        <span className={styles.decide}>
          <IconButton
            label={t("customers.notes.confirm", { tag: one.tag })}
            icon={Check}
            disabled={decide.isPending}
            onClick={() => act(true)}
          />
          <IconButton
            label={t("customers.notes.dismiss", { tag: one.tag })}
            icon={X}
            disabled={decide.isPending}
            onClick={() => act(false)}
          />
        </span>
      )}
    </div>
  );
}

/** What colleagues wrote about the person. */
export function NotesCard({ id }: { id: string }) {
  const t = useText();
  const format = useFormat();
  const may = useCan()("profiles.write");
  const notes = useNotes(id);
  const add = useAddNote(id);
  const [text, setText] = useState("");
  const submit = () => add.mutate(text, { onSuccess: () => setText("") });
  return (
    <Card title={t("customers.notes.title")} note={notes.data?.length || undefined}>
      {may && (
        <div className={styles.noteForm}>
          <Input.TextArea
            id="customer-note"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.trim()) submit();
            }}
            autoSize={{ minRows: text ? 2 : 1, maxRows: 6 }}
            maxLength={2000}
            placeholder={t("customers.notes.placeholder")}
            aria-label={t("customers.notes.add")}
          />
          {text.trim() && (
            <Button loading={add.isPending} onClick={submit}>
              {t("customers.notes.add")}
            </Button>
          )}
        </div>
      )}
      <ul className={styles.rows}>
        {notes.data?.map((note) => (
          <li key={note.id} className={styles.row}>
            <div className={styles.note}>{note.text}</div>
            {note.suggestions.map((one) => (
              <SuggestionRow key={one.id} id={id} one={one} may={may} />
            ))}
            <div className="caption">
              {note.by} · {format.dateTime(note.at)}
            </div>
          </li>
        ))}
      </ul>
      {notes.data?.length === 0 && !may && <span className="muted">{t("customers.notes.none")}</span>}
    </Card>
  );
}

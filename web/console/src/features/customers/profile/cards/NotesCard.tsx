import { Button, Input } from "antd";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, useFormat } from "@/ui";
import { useAddNote, useNotes } from "../api";
import styles from "./cards.module.css";

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

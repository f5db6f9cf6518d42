import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, ConfirmButton, DateTime, useFormat } from "@/ui";
import { type ListChange, useListChanges, useUndoChange } from "./api";
import styles from "./depth.module.css";

/** What was done to a static list; each change can be taken back once. */
export function ChangesCard({ id }: { id: string }) {
  const t = useText();
  const changes = useListChanges(id).data ?? [];
  if (changes.length === 0) return null;
  return (
    <Card title={t("segments.changes.title")} note={t("segments.changes.note")}>
      <ul className={styles.changes}>
        {changes.map((one) => (
          <Change key={one.id} id={id} change={one} />
        ))}
      </ul>
    </Card>
  );
}

function Change({ id, change }: { id: string; change: ListChange }) {
  const t = useText();
  const format = useFormat();
  const undo = useUndoChange(id);
  const writes = useCan()("segments.write");
  const words = [
    change.put > 0 && t("segments.changes.put", { count: format.number(change.put) }),
    change.taken > 0 && t("segments.changes.taken", { count: format.number(change.taken) }),
  ].filter(Boolean);
  return (
    <li>
      <span>
        {t(`segments.changes.${change.source}`)} · {words.join(t("segments.list_comma"))}
        <span className="caption">
          {" "}
          {change.by} <DateTime at={change.at} />
        </span>
      </span>
      {change.undone_at ? (
        <span className="caption">{t("segments.changes.undone")}</span>
      ) : (
        writes && (
          <ConfirmButton
            question={t("segments.changes.question")}
            people={change.put + change.taken}
            confirm={t("segments.changes.undo")}
            danger={false}
            onConfirm={() => undo.mutate(change.id)}
            button={{ size: "small", type: "link", loading: undo.isPending }}
          >
            {t("segments.changes.undo")}
          </ConfirmButton>
        )
      )}
    </li>
  );
}

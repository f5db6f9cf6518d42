import { Button, Modal, Skeleton } from "antd";
import { Undo2 } from "lucide-react";
import { Link } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { ErrorState, useFormat } from "@/ui";
import { usePerson, useSplit, useUndoMerge } from "../api";
import { SplitSides } from "./SplitSides";
import styles from "./split.module.css";

/** One of the two people after the split, with the figures as they stand now. */
function After({ id, letter, onLeave }: { id: string; letter: string; onLeave: () => void }) {
  const t = useText();
  const format = useFormat();
  const person = usePerson(id);
  if (!person.data) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  return (
    <section className={letter === "A" ? styles.kept : styles.restored}>
      <header>
        <span className={styles.letter}>{letter}</span>
        <strong className="ellipsis">{person.data.name}</strong>
      </header>
      <div className={styles.role}>
        {t("identity.split.now", {
          orders: format.number(person.data.orders),
          spend: format.money(person.data.spend),
        })}
      </div>
      <Link to={`/customers/${id}`} onClick={onLeave}>
        {t("identity.split.open")}
      </Link>
    </section>
  );
}

interface Props {
  merge: string | null;
  onClose: () => void;
}

/** What an undoing would split, before it happens; then the two people as they stand. */
export function SplitDialog({ merge, onClose }: Props) {
  const t = useText();
  const may = useCan()("profiles.write");
  const split = useSplit(merge);
  const undo = useUndoMerge();
  const done = undo.data;
  const undone = Boolean(split.data?.merge.undone_at) || Boolean(done);
  const close = () => {
    undo.reset();
    onClose();
  };
  return (
    <Modal
      open={merge !== null}
      onCancel={close}
      width={760}
      title={t(done ? "identity.split.done" : "identity.split.title")}
      destroyOnHidden
      footer={
        <>
          <Button onClick={close}>{t(undone ? "identity.split.close" : "ui.cancel")}</Button>
          {may && !undone && (
            <Button
              type="primary"
              icon={<Undo2 size={15} />}
              loading={undo.isPending}
              disabled={!split.data}
              onClick={() => merge && undo.mutate(merge)}
            >
              {t("identity.split.submit")}
            </Button>
          )}
        </>
      }
    >
      <p className={`${styles.lesson} muted`}>
        {t(done ? "identity.split.done_lesson" : "identity.split.lesson")}
      </p>
      {split.isPending && merge !== null && <Skeleton active paragraph={{ rows: 6 }} />}
      {split.isError && <ErrorState error={split.error} retry={() => split.refetch()} compact />}
      {done ? (
        <div className={styles.sides} role="status">
          <After id={done.kept} letter="A" onLeave={close} />
          <After id={done.restored} letter="B" onLeave={close} />
        </div>
      ) : (
        split.data && <SplitSides kept={split.data.kept} restored={split.data.restored} />
      )}
    </Modal>
  );
}

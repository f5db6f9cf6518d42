import { useSession } from "@/api/session";
import { useText } from "@/i18n";
import { ConfirmButton, toast } from "@/ui";
import { type User, useUpdateUser } from "../api";

/** Lock the selected accounts; the own one is left out. */
export function LockUsersButton({ users, onDone }: { users: User[]; onDone: () => void }) {
  const t = useText();
  const me = useSession().user.id;
  const update = useUpdateUser();
  const others = users.filter((user) => user.id !== me && user.is_active);
  const lock = async () => {
    for (const user of others) await update.mutateAsync({ id: user.id, is_active: false });
    toast.success(t("organisation.users.locked_count", { count: others.length }));
    onDone();
  };
  return (
    <ConfirmButton
      question={t("organisation.users.lock_question")}
      lesson={t("organisation.users.lock_lesson")}
      people={others.length}
      confirm={t("organisation.users.lock")}
      onConfirm={() => lock().catch(() => undefined)}
      button={{ disabled: others.length === 0 }}
    >
      {t("organisation.users.lock")}
    </ConfirmButton>
  );
}

import { App, Button } from "antd";
import { useCallback } from "react";
import { useText } from "@/i18n";
import { useFormat, useJobToast } from "@/ui";
import { useRefreshCustomers } from "../api";
import { type Change, readChange, useUndoChange } from "./api";
import { useSayChange } from "./words";

/** Follows a change of many people: progress in the corner, then what it did with a way back. */
export function useFollowChange() {
  const t = useText();
  const format = useFormat();
  const say = useSayChange();
  const follow = useJobToast();
  const refresh = useRefreshCustomers();
  const { message } = App.useApp();
  const undo = useUndoChange();

  const followUndo = useCallback(
    (change: Change) =>
      follow(change.job, {
        title: t("customers.changes.undoing", { what: say(change) }),
        onDone: async () => {
          const done = await readChange(change.id);
          void refresh();
          message.success(
            t(done.skipped ? "customers.changes.restored_but" : "customers.changes.restored", {
              count: format.number(done.restored),
              skipped: format.number(done.skipped),
            }),
            8,
          );
        },
      }),
    [follow, format, message, refresh, say, t],
  );
  const takeBack = useCallback(
    (change: Change) => undo.mutate(change.id, { onSuccess: followUndo }),
    [undo.mutate, followUndo],
  );
  const followChange = useCallback(
    (change: Change) =>
      follow(change.job, {
        title: say(change),
        onDone: async () => {
          const done = await readChange(change.id);
          void refresh();
          message.success({
            key: done.id,
            duration: 10,
            content: (
              <>
                {t("customers.changes.done", { count: format.number(done.changed) })}
                {done.undoable && (
                  <Button
                    type="link"
                    size="small"
                    onClick={() => {
                      message.destroy(done.id);
                      takeBack(done);
                    }}
                  >
                    {t("customers.bulk.undo")}
                  </Button>
                )}
              </>
            ),
          });
        },
      }),
    [follow, format, message, refresh, say, t, takeBack],
  );
  return { follow: followChange, takeBack };
}

import { App } from "antd";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { type Journey, useDeleteDraft, useTurn } from "../api";

/** Asks before a journey is paused, resumed or removed, with the people concerned. */
export function useAskTurn(journey: Journey) {
  const t = useText();
  const format = useFormat();
  const { modal } = App.useApp();
  const turn = useTurn();
  const remove = useDeleteDraft();
  return (verb: "pause" | "resume" | "delete") =>
    void modal.confirm({
      title: t(`journeys.turn.${verb}_question`),
      content: (
        <>
          {verb !== "delete" && (
            <strong>{t("ui.confirm.people", { people: format.number(journey.figures?.active ?? 0) })}</strong>
          )}
          <div className="muted">{t(`journeys.turn.${verb}_lesson`)}</div>
        </>
      ),
      okText: t(verb === "delete" ? "journeys.list.delete" : `journeys.turn.${verb}`),
      cancelText: t("ui.cancel"),
      okButtonProps: { danger: verb === "delete" },
      onOk: () =>
        verb === "delete" ? remove.mutateAsync(journey.id) : turn.mutateAsync({ id: journey.id, verb }),
    });
}

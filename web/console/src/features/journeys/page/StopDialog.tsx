import { Modal } from "antd";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { type Detail, useTurn } from "../api";

/** Stopping ends everybody's pass: asked with the count. */
export function StopDialog({
  journey,
  open,
  onClose,
}: {
  journey: Detail;
  open: boolean;
  onClose: () => void;
}) {
  const t = useText();
  const format = useFormat();
  const turn = useTurn();
  return (
    <Modal
      open={open}
      onCancel={onClose}
      title={t("journeys.turn.stop_question")}
      okText={t("journeys.turn.stop", { count: format.number(journey.figures?.active ?? 0) })}
      cancelText={t("ui.cancel")}
      okButtonProps={{ danger: true, loading: turn.isPending }}
      onOk={() => turn.mutate({ id: journey.id, verb: "stop" }, { onSuccess: onClose })}
      width={440}
    >
      <p>
        <strong>{t("ui.confirm.people", { people: format.number(journey.figures?.active ?? 0) })}</strong>
      </p>
      <p className="muted">{t("journeys.turn.stop_lesson")}</p>
    </Modal>
  );
}

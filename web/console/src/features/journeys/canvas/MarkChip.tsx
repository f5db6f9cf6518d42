import { Tooltip } from "antd";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { Step } from "../graph/model";
import { wayName } from "../names";
import styles from "./Canvas.module.css";
import { useWorld } from "./context";
import type { Mark } from "./figures";

const TONE: Record<Mark["kind"], string | undefined> = {
  waiting: "brand",
  suppressed: "amber",
  sent: "grey",
  clicked: "grey",
  daily: "grey",
  share: "grey",
  converted: "green",
};

function useMarkWords(step: Step) {
  const t = useText();
  const format = useFormat();
  return (mark: Mark): string => {
    switch (mark.kind) {
      case "waiting":
      case "suppressed":
      case "sent":
        return t(`journeys.mark.${mark.kind}`, { count: format.number(mark.value) });
      case "clicked":
      case "converted":
        return t(`journeys.mark.${mark.kind}`, { share: format.percent(mark.share) });
      case "daily":
        return t("journeys.mark.daily", {
          count: format.number(mark.value, { digits: mark.value < 10 ? 1 : 0 }),
        });
      case "share":
        return `${wayName(step.type, mark.label)} ${format.percent(mark.share)}`;
    }
  };
}

/** A figure of a step on a tinted chip; with people or messages behind it, it opens them. */
export function MarkChip({ mark, step }: { mark: Mark; step: Step }) {
  const t = useText();
  const { openPeople, openMessages, words } = useWorld();
  const text = useMarkWords(step)(mark);
  const title = `${words.title(step)} · ${text}`;
  const open =
    "behind" in mark
      ? () => openPeople(mark.behind, title)
      : "sent" in mark
        ? () => openMessages(mark.sent, title)
        : undefined;
  const look = `${styles.mark} ${styles[TONE[mark.kind] ?? "grey"]}`;
  return (
    <Tooltip title={t(`journeys.mark.${mark.kind}_definition`)}>
      {open ? (
        <button
          type="button"
          className={`${look} nodrag`}
          onClick={(event) => {
            event.stopPropagation();
            open();
          }}
        >
          {text}
        </button>
      ) : (
        <span className={look}>{text}</span>
      )}
    </Tooltip>
  );
}

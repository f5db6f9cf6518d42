import { useText } from "@/i18n";
import { Definition, useFormat } from "@/ui";
import type { Report } from "../api";
import { useWorld } from "../canvas/context";
import { figuresOf } from "../canvas/figures";
import type { Step } from "../graph/model";
import styles from "./Panel.module.css";

interface Figure {
  key: string;
  value: string;
  open?: () => void;
}

function useFigures(step: Step, report: Report): Figure[] {
  const t = useText();
  const format = useFormat();
  const { graph, words, openPeople, openMessages } = useWorld();
  const title = words.title(step);
  const { people } = figuresOf(graph, step, report);
  const found = report.nodes.find((one) => one.node === step.id);
  const figures: Figure[] = [
    { key: "entered", value: format.number(people.value), open: () => openPeople(people.behind, title) },
  ];
  if (step.type === "goal") figures.push({ key: "rate", value: format.percent(report.lift.treated_rate) });
  else if (step.type !== "exit")
    figures.push({
      key: "waiting",
      value: format.number(found?.waiting ?? 0),
      open: () =>
        openPeople({ node: step.id, state: "active" }, `${title} · ${t("journeys.figure.waiting")}`),
    });
  const mail = found?.messages;
  if (!mail) return figures;
  const held = Object.values(mail.suppressed).reduce((sum, one) => sum + one, 0);
  const share = (count: number) => (mail.sent ? format.percent(count / mail.sent) : "—");
  return [
    ...figures,
    {
      key: "sent",
      value: format.number(mail.sent),
      open: () => openMessages({ node: step.id, state: "sent" }, `${title} · ${t("journeys.figure.sent")}`),
    },
    {
      key: "suppressed",
      value: format.number(held),
      open: () =>
        openMessages({ node: step.id, state: "suppressed" }, `${title} · ${t("journeys.figure.suppressed")}`),
    },
    { key: "opened", value: share(mail.opened) },
    { key: "clicked", value: share(mail.clicked) },
  ];
}

/** A step's numbers; those with people behind them open the list. */
export function StepFigures({ step, report }: { step: Step; report: Report }) {
  const t = useText();
  const figures = useFigures(step, report);
  return (
    <div className={styles.figures}>
      {figures.map(({ key, value, open }) => {
        const inside = (
          <>
            <span>
              <Definition text={t(`journeys.figure.${key}_definition`)}>
                {t(`journeys.figure.${key}`)}
              </Definition>
            </span>
            <strong>{value}</strong>
          </>
        );
        return open ? (
          <button key={key} type="button" className={styles.figure} onClick={open}>
            {inside}
          </button>
        ) : (
          <div key={key} className={styles.figure}>
            {inside}
          </div>
        );
      })}
    </div>
  );
}

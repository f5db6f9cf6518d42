import { ArrowDown, ArrowUp, X } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { IconButton } from "@/ui";
import styles from "../analytics.module.css";
import type { Step } from "../question";
import { EventSelect } from "./EventSelect";
import { WhereEditor } from "./WhereEditor";

interface Props {
  /** Number or letter in front. */
  mark: string;
  step: Step;
  label: string;
  onChange: (step: Step) => void;
  onRemove?: () => void;
  onUp?: () => void;
  onDown?: () => void;
  /** Between the event and its tests. */
  children?: ReactNode;
}

/** An event with tests on its properties: a step of a funnel, a line of a trend. */
export function StepEditor({ mark, step, label, onChange, onRemove, onUp, onDown, children }: Props) {
  const t = useText();
  return (
    <section className={styles.step} aria-label={label}>
      <div className={styles.stepHead}>
        <span className={styles.mark}>{mark}</span>
        <EventSelect value={step.event} label={label} onChange={(event) => onChange({ event, where: [] })} />
        <span className={styles.stepTools}>
          {onUp && <IconButton label={t("analytics.step.up")} icon={ArrowUp} onClick={onUp} />}
          {onDown && <IconButton label={t("analytics.step.down")} icon={ArrowDown} onClick={onDown} />}
          {onRemove && <IconButton label={t("analytics.step.remove")} icon={X} onClick={onRemove} />}
        </span>
      </div>
      <div className={styles.stepBody}>
        {children}
        <WhereEditor
          key={step.event}
          event={step.event}
          where={step.where ?? []}
          onChange={(where) => onChange({ ...step, where })}
        />
      </div>
    </section>
  );
}

/** The list with two neighbours exchanged. */
export function moved<Item>(list: Item[], from: number, to: number): Item[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(to, 0, one);
  return next;
}

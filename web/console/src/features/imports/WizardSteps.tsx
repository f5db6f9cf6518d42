import { Check } from "lucide-react";
import { Fragment } from "react";
import { useText } from "@/i18n";
import styles from "./Imports.module.css";

export const STEPS = ["file", "map", "preview", "run"] as const;
export type Step = (typeof STEPS)[number];

interface Props {
  current: Step;
  /** Steps that may be gone to. */
  open?: readonly Step[];
  onGo?: (step: Step) => void;
}

/** Where in the four steps one is. */
export function WizardSteps({ current, open = [], onGo }: Props) {
  const t = useText();
  const at = STEPS.indexOf(current);
  return (
    <ol className={styles.steps} aria-label={t("imports.step.title")}>
      {STEPS.map((step, place) => (
        <Fragment key={step}>
          {place > 0 && <li className={styles.line} aria-hidden />}
          <li>
            <button
              type="button"
              className={place === at ? styles.now : place < at ? styles.past : undefined}
              aria-current={place === at ? "step" : undefined}
              disabled={place === at || !open.includes(step)}
              onClick={() => onGo?.(step)}
            >
              <span className={styles.number}>
                {place < at ? <Check size={13} strokeWidth={2.4} aria-hidden /> : place + 1}
              </span>
              {t(`imports.step.${step}`)}
            </button>
          </li>
        </Fragment>
      ))}
    </ol>
  );
}

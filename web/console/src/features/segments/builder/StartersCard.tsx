import { ChevronRight } from "lucide-react";
import { useText } from "@/i18n";
import { Card } from "@/ui";
import type { Condition } from "../condition";
import styles from "./builder.module.css";
import { STARTERS } from "./starters";

/** A few common questions to begin with; undo brings the former condition back. */
export function StartersCard({ onPick }: { onPick: (condition: Condition) => void }) {
  const t = useText();
  return (
    <Card title={t("segments.starters.title")} note={t("segments.starters.note")}>
      <ul className={styles.starters}>
        {STARTERS.map((one) => (
          <li key={one.key}>
            <button type="button" onClick={() => onPick(one.condition)}>
              <span>
                <strong>{t(`segments.starters.${one.key}`)}</strong>
                <span className="caption">{t(`segments.starters.${one.key}_words`)}</span>
              </span>
              <ChevronRight size={16} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

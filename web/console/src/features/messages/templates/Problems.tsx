import { CircleCheck, TriangleAlert } from "lucide-react";
import type { Model } from "@/api/client";
import { textOr, useText } from "@/i18n";
import styles from "./Editor.module.css";

export type Problem = Model<"ProblemOut">;

interface Props {
  problems: Problem[] | undefined;
  /** What a strict reading for the chosen person finds; does not keep from saving. */
  missing: Problem[];
  onGo: (problem: Problem) => void;
}

const placeOf = (field: string) => {
  const [first = "", language = "", last = ""] = field.split(".");
  const name = textOr(`messages.field.${first === "locales" ? last : first}`, field);
  return first === "locales" ? `${name} · ${language}` : name;
};

/** All faults with line and column; a click puts the caret there. */
export function Problems({ problems, missing, onGo }: Props) {
  const t = useText();
  const lineOf = ({ line, column }: Problem) => t("messages.problems.line", { line, column });
  const rows = [
    ...(problems ?? []).map((problem) => ({ problem, tone: styles.bad })),
    ...missing.map((problem) => ({ problem, tone: styles.warn })),
  ];
  if (rows.length === 0) {
    return (
      <div className={styles.fine}>
        <CircleCheck size={15} aria-hidden />
        {problems ? t("messages.problems.none") : t("messages.problems.checking")}
      </div>
    );
  }
  return (
    <ul className={styles.problems} aria-label={t("messages.problems.title")}>
      {rows.map(({ problem, tone }) => (
        <li key={`${problem.field}:${problem.line}:${problem.column}:${problem.code}`}>
          <button type="button" onClick={() => onGo(problem)}>
            <TriangleAlert size={14} className={tone} aria-hidden />
            <span className={styles.place}>
              {placeOf(problem.field)}
              {problem.field.endsWith("body") &&
                !problem.detail.includes(lineOf(problem)) &&
                ` · ${lineOf(problem)}`}
            </span>
            <span>{problem.detail}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

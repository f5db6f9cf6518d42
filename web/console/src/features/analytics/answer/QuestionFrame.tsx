import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { Card, Chip, PageFrame } from "@/ui";
import styles from "../analytics.module.css";
import type { Range } from "../days";
import type { Kind, Queries } from "../question";
import type { Question } from "../useQuestion";
import { PeopleOf } from "./PeopleOf";
import { QuestionActions } from "./QuestionActions";

interface Props<K extends Kind> {
  kind: K;
  question: Question<K>;
  range: Range | undefined;
  query: Queries[K] | undefined;
  /** The answer in one sentence. */
  sentence: ReactNode;
  filters: ReactNode;
  builder: ReactNode;
  children: ReactNode;
}

/** A page that asks: the answer in words above, filters, the question on the left, the answer on the right. */
export function QuestionFrame<K extends Kind>(props: Props<K>) {
  const { kind, question } = props;
  const t = useText();
  const { report } = question;
  return (
    <PeopleOf kind={kind}>
      <PageFrame
        title={report?.name ?? t(`analytics.nav.${kind}`)}
        crumb={report?.name}
        chips={
          report && (
            <>
              <Chip>{t(`analytics.nav.${kind}`)}</Chip>
              {question.changed && <Chip tone="warn">{t("analytics.report.unsaved")}</Chip>}
            </>
          )
        }
        purpose={props.sentence || t(`analytics.purpose.${kind}`)}
        actions={<QuestionActions kind={kind} question={question} range={props.range} query={props.query} />}
      >
        {props.filters}
        <div className={styles.columns}>
          <Card title={t("analytics.page.question")} className={styles.asking}>
            {props.builder}
          </Card>
          {props.children}
        </div>
      </PageFrame>
    </PeopleOf>
  );
}

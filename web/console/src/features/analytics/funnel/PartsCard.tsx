import { useText } from "@/i18n";
import { BulletBar, Card, type Column, NumberText, Percent, RowsTable } from "@/ui";
import styles from "../analytics.module.css";
import type { FunnelAnswer } from "../api";
import type { FunnelQuery } from "../question";
import type { Question } from "../useQuestion";
import { NONE_VALUE, OTHER_VALUE, propertyName, valueName } from "../words";

interface Props {
  question: Question<"funnel">;
  query: FunnelQuery;
  answer: FunnelAnswer;
}

type Part = FunnelAnswer["parts"][number];

/** The funnel by a property; a value limits the whole question to itself. */
export function PartsCard({ question, query, answer }: Props) {
  const t = useText();
  const property = query.breakdown ?? "";
  const parts = [...answer.parts].sort((a, b) => (b.counts[0] ?? 0) - (a.counts[0] ?? 0));
  const best = Math.max(0.001, ...parts.map((part) => part.from_first.at(-1) ?? 0));
  const limit = (part: Part) => {
    const { steps } = question.ask;
    const at = question.ask.breakdown_at === "last" ? steps.length - 1 : 0;
    const test = { property, op: "in" as const, value: [part.value] };
    question.change({
      breakdown: null,
      steps: steps.map((step, place) =>
        place === at ? { ...step, where: [...(step.where ?? []), test] } : step,
      ),
    });
  };
  const columns: Column<Part>[] = [
    {
      key: "value",
      title: propertyName(property),
      render: (part) =>
        part.value === NONE_VALUE || part.value === OTHER_VALUE ? (
          <span className="muted">{valueName(part.value, t)}</span>
        ) : (
          <button
            type="button"
            className={`${styles.number} ${styles.strong}`}
            title={t("analytics.funnel.limit", { value: valueName(part.value, t) })}
            onClick={() => limit(part)}
          >
            {valueName(part.value, t)}
          </button>
        ),
    },
    ...answer.steps.map((step, at) => ({
      key: `${at}`,
      title: `${at + 1} ${step.label}`,
      align: "right" as const,
      render: (part: Part) => (
        <>
          <NumberText value={part.counts[at]} />
          {at > 0 && (
            <span className="muted">
              {" "}
              <Percent value={part.from_first[at]} />
            </span>
          )}
        </>
      ),
    })),
    {
      key: "share",
      title: t("analytics.funnel.kpi.share"),
      definition: t("analytics.funnel.kpi.share_definition"),
      width: 180,
      render: (part) => (
        <span className="row">
          <span style={{ flex: 1 }}>
            <BulletBar
              value={part.from_first.at(-1) ?? 0}
              target={answer.steps.at(-1)?.from_first ?? undefined}
              max={best * 1.15}
              label={t("analytics.funnel.against_whole", { value: valueName(part.value, t) })}
            />
          </span>
          <Percent value={part.from_first.at(-1)} />
        </span>
      ),
    },
  ];
  return (
    <Card
      title={t("analytics.breakdown.by", { property: propertyName(property) })}
      note={t("analytics.funnel.parts_note")}
      flush
    >
      <RowsTable
        label={t("analytics.breakdown.by", { property: propertyName(property) })}
        columns={columns}
        rows={parts}
        rowKey={(part) => part.value}
      />
    </Card>
  );
}

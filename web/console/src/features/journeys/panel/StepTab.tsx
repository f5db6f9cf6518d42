import { Input, Select } from "antd";
import { CircleAlert, Copy, MousePointerClick, Trash2, TriangleAlert } from "lucide-react";
import { useText } from "@/i18n";
import { EmptyState, IconButton, useFormat } from "@/ui";
import type { Issue, Report } from "../api";
import { useWorld } from "../canvas/context";
import { mayLead } from "../graph/edit";
import { KINDS } from "../graph/kinds";
import { type Graph, type Step, waysOf, withWay } from "../graph/model";
import { useWords } from "../names";
import { Field } from "./Field";
import { ExitForm, GoalForm, SendEmailForm, TagForm, UpdateProfileForm } from "./forms/ActionForms";
import { EventEntryForm, SegmentEntryForm } from "./forms/EntryForms";
import { ConditionSplitForm, RandomSplitForm } from "./forms/SplitForms";
import { DelayForm, WaitForForm } from "./forms/TimingForms";
import type { FormProps } from "./forms/types";
import styles from "./Panel.module.css";
import { StepFigures } from "./StepFigures";

interface Props {
  step: Step | undefined;
  onSelect: (id: string) => void;
  onChange: (step: Step, tag?: string) => void;
  onCopy: (step: Step) => void;
  onDelete: (step: Step) => void;
}

function StepForm({ step, onChange }: FormProps) {
  const change = onChange as never;
  switch (step.type) {
    case "segment_entry":
      return <SegmentEntryForm step={step} onChange={change} />;
    case "event_entry":
      return <EventEntryForm step={step} onChange={change} />;
    case "delay":
      return <DelayForm step={step} onChange={change} />;
    case "wait_for":
      return <WaitForForm step={step} onChange={change} />;
    case "condition_split":
      return <ConditionSplitForm step={step} onChange={change} />;
    case "random_split":
      return <RandomSplitForm step={step} onChange={change} />;
    case "send_email":
      return <SendEmailForm step={step} onChange={change} />;
    case "update_profile":
      return <UpdateProfileForm step={step} onChange={change} />;
    case "tag":
      return <TagForm step={step} onChange={change} />;
    case "goal":
      return <GoalForm step={step} onChange={change} />;
    case "exit":
      return <ExitForm step={step} onChange={change} />;
  }
}

export function IssueLine({ issue }: { issue: Issue }) {
  const Icon = issue.level === "error" ? CircleAlert : TriangleAlert;
  return (
    <div className={`${styles.issue} ${issue.level === "error" ? styles.error : styles.warning}`}>
      <Icon size={14} aria-hidden />
      <span>{issue.text}</span>
    </div>
  );
}

/** Where each way leads: the same as drawing a line, by keyboard. */
function WaysFields({ step, graph, onChange }: FormProps & { graph: Graph }) {
  const t = useText();
  const words = useWords();
  const ways = waysOf(step);
  if (!ways.length) return null;
  const targets = graph.nodes
    .filter((one) => mayLead(graph, step.id, one.id))
    .map((one) => ({ value: one.id, label: words.title(one) }));
  return (
    <>
      <h3 className={styles.section}>{t("journeys.form.ways")}</h3>
      {ways.map((way) => (
        <Field key={way.branch} label={ways.length > 1 ? words.way(step, way) : t("journeys.canvas.next")}>
          {(id) => (
            <Select
              id={id}
              allowClear
              value={way.to ?? undefined}
              placeholder={t("journeys.form.way_ends")}
              options={targets}
              onChange={(to: string | undefined) => onChange(withWay(step, way.branch, to ?? null))}
            />
          )}
        </Field>
      ))}
    </>
  );
}

/** The chosen step: findings, figures, its form, where it leads. Nothing chosen: all steps to choose from. */
export function StepTab({ step, onSelect, onChange, onCopy, onDelete }: Props) {
  const t = useText();
  const { graph, report, issues, editable, words } = useWorld();
  if (!step) return <StepList graph={graph} report={report} onSelect={onSelect} />;
  const { icon: Icon } = KINDS[step.type];
  return (
    <div key={step.id}>
      <div className={styles.head}>
        <Icon size={16} strokeWidth={1.8} aria-hidden />
        <h2>{t(`journeys.type.${step.type}`)}</h2>
        {editable && (
          <>
            <IconButton label={t("journeys.form.copy")} icon={Copy} onClick={() => onCopy(step)} />
            <IconButton label={t("journeys.form.delete")} icon={Trash2} onClick={() => onDelete(step)} />
          </>
        )}
      </div>
      {(issues.get(step.id) ?? []).map((issue) => (
        <IssueLine key={`${issue.code}-${JSON.stringify(issue.params)}`} issue={issue} />
      ))}
      {report && <StepFigures step={step} report={report} />}
      <fieldset disabled={!editable} style={{ minWidth: 0, margin: 0, padding: 0, border: 0 }}>
        <Field label={t("journeys.form.label")}>
          {(id) => (
            <Input
              id={id}
              value={step.label}
              maxLength={120}
              placeholder={words.title({ ...step, label: "" })}
              onChange={(event) => onChange({ ...step, label: event.target.value }, "label")}
            />
          )}
        </Field>
        <StepForm step={step} onChange={onChange} />
        <WaysFields step={step} graph={graph} onChange={onChange} />
      </fieldset>
    </div>
  );
}

interface ListProps {
  graph: Graph;
  report: Report | undefined;
  onSelect: (id: string) => void;
}

function StepList({ graph, report, onSelect }: ListProps) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  if (!graph.nodes.length)
    return (
      <EmptyState
        compact
        icon={MousePointerClick}
        title={t("journeys.form.nothing")}
        lesson={t("journeys.form.nothing_lesson")}
      />
    );
  return (
    <>
      <div className={styles.hint} style={{ marginBottom: 8 }}>
        {t("journeys.form.choose")}
      </div>
      <div className={styles.steps}>
        {[...graph.nodes]
          .sort((a, b) => a.y - b.y || a.x - b.x)
          .map((step) => {
            const { icon: Icon } = KINDS[step.type];
            const waiting = report?.nodes.find((one) => one.node === step.id)?.waiting ?? 0;
            return (
              <button
                key={step.id}
                type="button"
                className={styles.stepLine}
                onClick={() => onSelect(step.id)}
              >
                <Icon size={15} strokeWidth={1.8} color="var(--ink-3)" aria-hidden />
                <span className="ellipsis">{words.title(step)}</span>
                {waiting > 0 && step.type !== "goal" && step.type !== "exit" && (
                  <span className="caption">
                    {t("journeys.mark.waiting", { count: format.number(waiting) })}
                  </span>
                )}
              </button>
            );
          })}
      </div>
    </>
  );
}

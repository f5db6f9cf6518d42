import { Alert, Input, Modal, Radio, Select, Skeleton } from "antd";
import { useState } from "react";
import { isApiError } from "@/api/errors";
import { useText } from "@/i18n";
import { toast, useFormat } from "@/ui";
import {
  type Detail,
  type Issues,
  type PublishIn,
  type Report,
  useLiveGraph,
  usePublish,
  useVersions,
} from "../api";
import { useWorld } from "../canvas/context";
import type { Graph } from "../graph/model";
import { useSegments } from "../names";
import styles from "./Page.module.css";
import type { DraftHandle } from "./useDraft";

interface Props {
  open: boolean;
  onClose: () => void;
  journey: Detail;
  draft: DraftHandle;
  issues: Issues | undefined;
  report: Report | undefined;
}

const CHOICES = ["finish", "move", "exit"] as const;
type OnPeople = (typeof CHOICES)[number];

/** Steps that people stand at and the draft no longer has. */
function leftBehind(graph: Graph, report: Report | undefined) {
  const known = new Set(graph.nodes.map((step) => step.id));
  return (report?.nodes ?? []).filter(
    (one) => one.waiting > 0 && one.node !== "$holdout" && one.type !== "goal" && !known.has(one.node),
  );
}

/** Segments whose members enter at publication: those that the live version does not enter by already. */
function newSegments(graph: Graph, journey: Detail, live: Graph | undefined): string[] {
  const before = journey.state === "stopped" ? [] : (live?.nodes ?? []);
  const known = new Set(before.flatMap((step) => (step.type === "segment_entry" ? [step.segment] : [])));
  return graph.nodes.flatMap((step) =>
    step.type === "segment_entry" && step.include_present && !known.has(step.segment) ? [step.segment] : [],
  );
}

function Facts({ graph, journey, inside }: { graph: Graph; journey: Detail; inside: number }) {
  const t = useText();
  const format = useFormat();
  const segments = useSegments().data;
  const live = useLiveGraph(journey.id, journey.version).data;
  const entering = newSegments(graph, journey, live);
  const people = entering.reduce((sum, id) => sum + (segments?.find((one) => one.id === id)?.size ?? 0), 0);
  const held = graph.settings.holdout_percent;
  const count = (value: number) => t("journeys.lift.people", { count: format.number(value) });
  return (
    <dl className={styles.facts}>
      {entering.length > 0 ? (
        <>
          <dt>{t("journeys.publish.entering")}</dt>
          <dd>{count(people)}</dd>
          <dt>{t("journeys.publish.holdout", { percent: held })}</dt>
          <dd>{t("journeys.publish.about", { count: format.number(Math.round((people * held) / 100)) })}</dd>
        </>
      ) : (
        <>
          <dt>{t("journeys.publish.later")}</dt>
          <dd>{count(0)}</dd>
        </>
      )}
      {journey.version !== null && (
        <>
          <dt>{t("journeys.publish.inside")}</dt>
          <dd>{count(inside)}</dd>
        </>
      )}
    </dl>
  );
}

/** What publication does to people, before it happens. */
export function PublishDialog({ open, onClose, journey, draft, issues, report }: Props) {
  const t = useText();
  const { graph } = useWorld();
  const versions = useVersions(journey.id, open && journey.version !== null);
  const publish = usePublish(journey.id);
  const [onPeople, setOnPeople] = useState<OnPeople>("finish");
  const [note, setNote] = useState("");
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const inside = versions.data?.reduce((sum, one) => sum + one.inside, 0) ?? 0;
  const lost = onPeople === "move" ? leftBehind(graph, report) : [];
  const errors = issues?.errors.length ?? 0;
  const send = async () => {
    if (!(await draft.flush())) return;
    const body: PublishIn = { on_people: onPeople, note, mapping, revision: draft.revision.current };
    publish.mutate(body, {
      onSuccess: (made) => {
        onClose();
        setNote("");
        toast.success(t("journeys.publish.done", { version: made.version }));
      },
    });
  };
  return (
    <Modal
      open={open}
      onCancel={onClose}
      title={t("journeys.publish.title", { version: (journey.version ?? 0) + 1 })}
      okText={t("journeys.publish.submit")}
      cancelText={t("ui.cancel")}
      okButtonProps={{
        disabled: errors > 0 || lost.some((one) => !mapping[one.node]),
        loading: publish.isPending,
      }}
      onOk={() => void send()}
      afterClose={publish.reset}
      width={520}
      destroyOnHidden
    >
      {errors > 0 && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 12 }}
          title={t("journeys.publish.errors", { count: errors })}
        />
      )}
      {publish.error && (
        <div className={styles.refused} role="alert">
          {isApiError(publish.error) ? publish.error.detail : t("ui.error.offline")}
        </div>
      )}
      {versions.isLoading ? (
        <Skeleton active paragraph={{ rows: 2 }} title={false} />
      ) : (
        <Facts graph={graph} journey={journey} inside={inside} />
      )}
      {journey.version !== null && (
        <>
          <strong>{t("journeys.publish.on_people")}</strong>
          <Radio.Group
            className={styles.choice}
            style={{ marginTop: 8 }}
            value={onPeople}
            onChange={(event) => setOnPeople(event.target.value)}
          >
            {CHOICES.map((choice) => (
              <Radio key={choice} value={choice}>
                {t(`journeys.publish.${choice}`)}
                <div className="caption">{t(`journeys.publish.${choice}_lesson`)}</div>
              </Radio>
            ))}
          </Radio.Group>
          {lost.length > 0 && <Mapping lost={lost} mapping={mapping} onChange={setMapping} />}
        </>
      )}
      <label htmlFor="journey-publish-note">{t("journeys.publish.note")}</label>
      <Input.TextArea
        id="journey-publish-note"
        value={note}
        maxLength={300}
        autoSize={{ minRows: 2, maxRows: 4 }}
        placeholder={t("journeys.publish.note_hint")}
        onChange={(event) => setNote(event.target.value)}
        style={{ marginTop: 6 }}
      />
    </Modal>
  );
}

interface MappingProps {
  lost: Report["nodes"];
  mapping: Record<string, string>;
  onChange: (mapping: Record<string, string>) => void;
}

function Mapping({ lost, mapping, onChange }: MappingProps) {
  const t = useText();
  const format = useFormat();
  const { graph, words } = useWorld();
  const options = graph.nodes
    .filter((step) => step.type !== "goal")
    .map((step) => ({ value: step.id, label: words.title(step) }));
  return (
    <div className={styles.mapping}>
      {lost.map((one) => [
        <span key={`${one.node}-name`}>
          {t("journeys.publish.mapping", {
            name: one.label || one.node,
            count: format.number(one.waiting),
          })}
        </span>,
        <Select
          key={one.node}
          aria-label={t("journeys.publish.mapping_to")}
          placeholder={t("journeys.publish.mapping_to")}
          value={mapping[one.node]}
          options={options}
          onChange={(to: string) => onChange({ ...mapping, [one.node]: to })}
        />,
      ])}
    </div>
  );
}

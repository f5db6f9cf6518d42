import { Alert, Button, Segmented, Select, Skeleton } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { PeopleDrawer } from "@/features/people";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState, NumberText, toast, useFormat } from "@/ui";
import { usePreview, useVocabulary } from "../api";
import { SaveDialog } from "../builder/SaveDialog";
import type { Condition } from "../condition";
import { overlapPeople, useOverlap } from "./api";
import styles from "./depth.module.css";
import { combined, exactly, OPERATIONS, type Operation } from "./sets";
import { UpSet } from "./UpSet";

const MOST = 6;

interface Props {
  chosen: string[];
  onChoose: (segments: string[]) => void;
  /** Stays chosen (the segment whose page this is). */
  fixed?: string;
}

/** Up to six segments: every combination with its people, and a new segment out of them. */
export function OverlapPanel({ chosen, onChoose, fixed }: Props) {
  const t = useText();
  const format = useFormat();
  const vocabulary = useVocabulary();
  const overlap = useOverlap(chosen);
  const [inside, setInside] = useState<string[] | null>(null);
  const [saving, setSaving] = useState<Condition | null>(null);
  const writes = useCan()("segments.write");
  const navigate = useNavigate();
  const known = vocabulary.data?.segments ?? [];
  const nameOf = (id: string) => known.find((one) => one.value === id)?.label ?? id;
  return (
    <>
      <Card title={t("segments.overlap.choose")} note={t("segments.overlap.choose_note", { most: MOST })}>
        <Select
          mode="multiple"
          value={chosen}
          maxCount={MOST}
          style={{ width: "100%" }}
          aria-label={t("segments.overlap.choose")}
          placeholder={t("segments.overlap.placeholder")}
          showSearch={{ optionFilterProp: "label" }}
          loading={vocabulary.isPending}
          onChange={(next: string[]) =>
            onChoose(fixed && !next.includes(fixed) ? [fixed, ...next].slice(0, MOST) : next)
          }
          options={known.map((one) => ({
            value: one.value,
            label: one.label,
            title: t("segments.people", { count: format.number(one.size) }),
          }))}
        />
      </Card>
      {chosen.length < 2 ? (
        <EmptyState title={t("segments.overlap.empty")} lesson={t("segments.overlap.empty_lesson")} />
      ) : (
        <>
          <Card
            title={t("segments.overlap.matrix")}
            note={
              overlap.data && t("segments.overlap.together", { count: format.number(overlap.data.together) })
            }
          >
            {overlap.isPending && <Skeleton active paragraph={{ rows: 6 }} />}
            {overlap.isError && (
              <ErrorState compact error={overlap.error} retry={() => void overlap.refetch()} />
            )}
            {overlap.data && overlap.data.combinations.length === 0 && (
              <p className="muted">{t("segments.overlap.nobody")}</p>
            )}
            {overlap.data && overlap.data.combinations.length > 0 && (
              <UpSet overlap={overlap.data} onOpen={setInside} />
            )}
          </Card>
          <SetOperations chosen={chosen} nameOf={nameOf} onSave={writes ? setSaving : undefined} />
        </>
      )}
      <PeopleDrawer
        title={inside?.map(nameOf).join(" ∩ ") ?? null}
        purpose={
          inside && (
            <span className="row">
              {t("segments.overlap.just_these")}
              {writes && (
                <Button size="small" onClick={() => setSaving(exactly(chosen, inside))}>
                  {t("segments.overlap.save")}
                </Button>
              )}
            </span>
          )
        }
        onClose={() => setInside(null)}
        queryKey={["segments", "overlap", chosen, inside]}
        load={(cursor) => overlapPeople(chosen, inside ?? [], cursor)}
      />
      {saving && (
        <SaveDialog
          open
          onClose={() => setSaving(null)}
          condition={saving}
          onDone={(made) => {
            toast.success(t("segments.builder.saved", { name: made.name }));
            navigate(`/segments/${made.id}`);
          }}
        />
      )}
    </>
  );
}

interface OperationsProps {
  chosen: string[];
  nameOf: (id: string) => string;
  onSave?: (condition: Condition) => void;
}

/** 并集, 交集, 差集 with the live count, to save as a segment that follows its parts. */
function SetOperations({ chosen, nameOf, onSave }: OperationsProps) {
  const t = useText();
  const [operation, setOperation] = useState<Operation>("intersect");
  const condition = combined(operation, chosen);
  const preview = usePreview(condition);
  const [first, ...others] = chosen.map(nameOf);
  const comma = t("segments.list_comma");
  return (
    <Card title={t("segments.sets.title")} note={t("segments.sets.note")}>
      <div className={styles.sets}>
        <Segmented<Operation>
          value={operation}
          onChange={setOperation}
          options={OPERATIONS.map((one) => ({ value: one, label: t(`segments.sets.${one}`) }))}
        />
        <span className={styles.setsFigure} data-testid="set-count">
          <NumberText value={preview.data?.count} />
        </span>
        <span className="muted">
          {t(`segments.sets.${operation}_words`, {
            names: [first, ...others].join(comma),
            first: first ?? "",
            others: others.join(comma),
          })}
        </span>
        {onSave && (
          <Button style={{ marginLeft: "auto" }} onClick={() => onSave(condition)}>
            {t("segments.overlap.save")}
          </Button>
        )}
      </div>
      {preview.isError && <Alert type="warning" title={t("segments.sets.failed")} />}
    </Card>
  );
}

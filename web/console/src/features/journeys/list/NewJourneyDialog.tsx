import { Form, Input } from "antd";
import { useNavigate } from "react-router";
import { SegmentSelect } from "@/features/segments";
import { useText } from "@/i18n";
import { FormDialog } from "@/ui";
import { useCreateJourney } from "../api";
import { makeStep } from "../graph/kinds";
import { type Graph, NO_SETTINGS, type SegmentEntry } from "../graph/model";
import { useSegments } from "../names";

interface Words {
  name: string;
  segment?: string | null;
}

interface Props {
  open: boolean;
  /** Chosen already: the dialog was opened from this segment. */
  segment: string;
  onClose: () => void;
}

/** The graph of a new journey: people of a segment come in, a tenth is held out. */
export function startOf(segment: string | null | undefined): Graph | undefined {
  if (!segment) return undefined;
  const entry = { ...makeStep("segment_entry", "enter", { x: 0, y: 0 }), segment } as SegmentEntry;
  return { nodes: [entry], settings: { ...NO_SETTINGS, holdout_percent: 10 } };
}

export function NewJourneyDialog({ open, segment, onClose }: Props) {
  const t = useText();
  const navigate = useNavigate();
  const create = useCreateJourney();
  const segments = useSegments();
  const from = segments.data?.find((one) => one.id === segment)?.name;
  if (open && segment && segments.isPending) return null;
  return (
    <FormDialog<Words, Parameters<typeof create.mutate>[0], { id: string }>
      open={open}
      onClose={onClose}
      title={t("journeys.create.title")}
      purpose={t("journeys.create.purpose")}
      submit={t("journeys.create.submit")}
      mutation={create}
      initial={{ name: from ? t("journeys.create.name_from", { name: from }) : "", segment: segment || null }}
      request={(words) => ({ name: words.name, graph: startOf(words.segment) })}
      onDone={(made) => void navigate(`/journeys/${made.id}`)}
    >
      <Form.Item
        name="name"
        label={t("journeys.create.name")}
        rules={[{ required: true, whitespace: true, message: t("journeys.create.name_missing") }]}
      >
        <Input autoFocus maxLength={120} placeholder={t("journeys.create.name_hint")} />
      </Form.Item>
      <Form.Item
        name="segment"
        label={t("journeys.create.segment")}
        extra={t("journeys.create.segment_hint")}
      >
        <SegmentField />
      </Form.Item>
    </FormDialog>
  );
}

interface FieldProps {
  value?: string | null;
  onChange?: (segment: string | null) => void;
}

function SegmentField({ value, onChange }: FieldProps) {
  return (
    <SegmentSelect value={value} allowClear onChange={(id) => onChange?.(id)} style={{ width: "100%" }} />
  );
}

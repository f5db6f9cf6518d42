import { Button, Input, Select, Skeleton } from "antd";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import { IconButton } from "@/ui";
import type { Exit, Goal, SendEmail, TagPeople, UpdateProfile } from "../../graph/model";
import { useTags, useTemplates } from "../../names";
import { AddButton, EventsField, Field, LengthField } from "../Field";
import styles from "../Panel.module.css";
import { SwitchLine } from "./EntryForms";
import type { FormProps } from "./types";

export function SendEmailForm({ step, onChange }: FormProps<SendEmail>) {
  const t = useText();
  const templates = useTemplates();
  const chosen = templates.data?.find((one) => one.id === step.template);
  return (
    <>
      <Field label={t("journeys.form.template")}>
        {(id) =>
          templates.isPending ? (
            <Skeleton.Input active block />
          ) : (
            <Select
              id={id}
              showSearch={{ optionFilterProp: "label" }}
              value={step.template || undefined}
              placeholder={t("journeys.form.choose_template")}
              notFoundContent={t("journeys.form.no_templates")}
              onChange={(template: string) => onChange({ ...step, template })}
              options={(templates.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
            />
          )
        }
      </Field>
      {chosen && (
        <div className={styles.card}>
          <div className={styles.caption}>{t("journeys.form.subject")}</div>
          <div style={{ overflowWrap: "anywhere" }}>{chosen.subject}</div>
          <Link to={`/templates/${chosen.id}`}>{t("journeys.form.open_template")}</Link>
        </div>
      )}
      <SwitchLine
        label={t("journeys.form.by_result")}
        hint={t("journeys.form.by_result_hint")}
        value={step.by_result}
        onChange={(by_result) => onChange({ ...step, by_result })}
      />
    </>
  );
}

export function TagForm({ step, onChange }: FormProps<TagPeople>) {
  const t = useText();
  const tags = useTags();
  const field = (name: "add" | "remove") => (
    <Field label={t(`journeys.form.tags_${name}`)}>
      <Select
        mode="tags"
        aria-label={t(`journeys.form.tags_${name}`)}
        value={step[name]}
        onChange={(value: string[]) => onChange({ ...step, [name]: value })}
        options={tags.map((one) => ({ value: one.value, label: one.label }))}
        placeholder={t("journeys.form.tags_placeholder")}
      />
    </Field>
  );
  return (
    <>
      {field("add")}
      {field("remove")}
    </>
  );
}

type Scalar = string | number | boolean;

/** A number or a truth value as written, everything else is text. */
export function scalarOf(text: string): Scalar {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

export function UpdateProfileForm({ step, onChange }: FormProps<UpdateProfile>) {
  const t = useText();
  const rows = Object.entries(step.traits);
  const put = (made: [string, Scalar][], tag?: string) =>
    onChange({ ...step, traits: Object.fromEntries(made) }, tag);
  const change = (at: number, key: string, value: Scalar) =>
    put(
      rows.map((row, index) => (index === at ? [key, value] : row)),
      `trait-${at}`,
    );
  return (
    <Field label={t("journeys.form.traits")} hint={t("journeys.form.traits_hint")}>
      {rows.map(([key, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the key is what is being typed
        <div key={at} className={styles.line}>
          <Input
            aria-label={t("journeys.form.trait_key")}
            value={key}
            onChange={(event) => {
              const next = event.target.value;
              if (!rows.some(([other], index) => index !== at && other === next)) change(at, next, value);
            }}
          />
          <Input
            aria-label={t("journeys.form.trait_value")}
            value={String(value)}
            onChange={(event) => change(at, key, scalarOf(event.target.value))}
          />
          <IconButton
            label={t("journeys.form.remove")}
            icon={Trash2}
            onClick={() => put(rows.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <AddButton
        label={t("journeys.form.add_trait")}
        onClick={() => {
          let number = rows.length + 1;
          while (rows.some(([key]) => key === `trait_${number}`)) number += 1;
          put([...rows, [`trait_${number}`, ""]]);
        }}
      />
    </Field>
  );
}

export function GoalForm({ step, onChange }: FormProps<Goal>) {
  const t = useText();
  return (
    <>
      <EventsField
        label={t("journeys.form.goal_events")}
        value={step.events}
        onChange={(events) => onChange({ ...step, events })}
      />
      <Field label={t("journeys.form.within")} hint={t("journeys.form.within_hint")}>
        <LengthField
          label={t("journeys.form.within")}
          value={step.within}
          onChange={(within) => onChange({ ...step, within })}
        />
      </Field>
    </>
  );
}

const REASON = /^[\w .-]{1,40}$/;
const KNOWN = ["finished", "no_order", "not_interested", "not_reachable"];

export function ExitForm({ step, onChange }: FormProps<Exit>) {
  const t = useText();
  const [text, setText] = useState(step.reason);
  const put = (reason: string, tag?: string) => {
    setText(reason);
    if (REASON.test(reason.trim())) onChange({ ...step, reason: reason.trim() }, tag);
  };
  return (
    <Field label={t("journeys.form.reason")} hint={t("journeys.form.reason_hint")}>
      {(id) => (
        <>
          <Input
            id={id}
            value={text}
            maxLength={40}
            status={REASON.test(text.trim()) ? undefined : "error"}
            onChange={(event) => put(event.target.value, "reason")}
          />
          <div className={styles.weekdays}>
            {KNOWN.map((reason) => (
              <Button
                key={reason}
                size="small"
                aria-pressed={step.reason === reason}
                onClick={() => put(reason)}
              >
                {t(`journeys.reason.${reason}`)}
              </Button>
            ))}
          </div>
        </>
      )}
    </Field>
  );
}

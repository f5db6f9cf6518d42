import { Button, Dropdown, Input, Segmented, Select } from "antd";
import { Braces } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useText } from "@/i18n";
import { Card, Definition } from "@/ui";
import { BodyEditor, type EditorHandle } from "./BodyEditor";
import styles from "./Editor.module.css";
import { type Problem, Problems } from "./Problems";
import type { DraftState, Variant, Word } from "./useDraft";

const VARIABLES = [
  ["profile.name", "{{ profile.name | default: '' }}"],
  ["profile.city", "{{ profile.city }}"],
  ["profile.orders", "{{ profile.orders }}"],
  ["profile.days_since_order", "{{ profile.days_since_order }}"],
  ["event", "{{ event.product_name }}"],
  ["if", "{% if profile.orders > 1 %}{% endif %}"],
  ["unsubscribe_url", "{{ unsubscribe_url }}"],
  ["preferences_url", "{{ preferences_url }}"],
] as const;

interface Props {
  state: DraftState;
  problems: Problem[] | undefined;
  missing: Problem[];
  isNew: boolean;
  readOnly: boolean;
}

function Field({ label, lesson, span, children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={`${styles.field} ${styles[span]}`}>
      <span>{lesson ? <Definition text={lesson}>{label}</Definition> : label}</span>
      {children}
    </label>
  );
}

interface FieldProps {
  label: string;
  lesson?: string;
  span: "wide" | "third" | "full";
  children: ReactNode;
}

function Basics({ state, isNew, readOnly }: Pick<Props, "state" | "isNew" | "readOnly">) {
  const t = useText();
  const { draft, set } = state;
  return (
    <>
      <Field label={t("messages.field.name")} span="wide">
        <Input
          value={draft.name}
          readOnly={readOnly}
          placeholder={t("messages.field.name_example")}
          onChange={(event) => set({ name: event.target.value })}
        />
      </Field>
      <Field label={t("messages.field.key")} lesson={t("messages.field.key_lesson")} span="wide">
        <Input
          value={draft.key}
          readOnly={readOnly || !isNew}
          disabled={!isNew}
          placeholder="welcome-second"
          onChange={(event) => set({ key: event.target.value })}
        />
      </Field>
      <Field label={t("messages.field.purpose")} lesson={t("messages.field.purpose_lesson")} span="third">
        <Select
          value={draft.purpose}
          disabled={readOnly}
          onChange={(purpose) => set({ purpose })}
          options={(["marketing", "transactional"] as const).map((value) => ({
            value,
            label: t(`messages.purpose.${value}`),
          }))}
        />
      </Field>
      <Field label={t("messages.field.topic")} lesson={t("messages.field.topic_lesson")} span="third">
        <Input
          value={draft.topic}
          readOnly={readOnly}
          placeholder={t("messages.field.topic_none")}
          onChange={(event) => set({ topic: event.target.value })}
        />
      </Field>
    </>
  );
}

function WordField({ word, span, state, readOnly }: WordProps) {
  const t = useText();
  const main = state.variant ? (state.draft.content[word] ?? "") : "";
  return (
    <Field label={t(`messages.field.${word}`)} lesson={t(`messages.field.${word}_lesson`)} span={span}>
      <Input
        value={state.word(word)}
        readOnly={readOnly}
        maxLength={300}
        placeholder={main || t(`messages.field.${word}_example`)}
        onChange={(event) => state.setWord(word, event.target.value)}
      />
    </Field>
  );
}

interface WordProps {
  word: Exclude<Word, "body">;
  span: "wide" | "third" | "full";
  state: DraftState;
  readOnly: boolean;
}

function BodyTools({ state, insert }: { state: DraftState; insert: (text: string) => void }) {
  const t = useText();
  const { draft, variant } = state;
  const kind = draft.content.body_kind ?? "mjml";
  return (
    <div className={styles.tools}>
      <Segmented
        value={variant}
        onChange={(value) => state.setVariant(value as Variant)}
        aria-label={t("messages.variant.title")}
        options={(["", "zh-CN", "en"] as const).map((value) => ({
          value,
          label: t(`messages.variant.${value || "main"}`),
        }))}
      />
      {variant && draft.content.locales?.[variant] && (
        <Button type="link" size="small" onClick={state.dropVariant}>
          {t("messages.variant.drop")}
        </Button>
      )}
      <span className={styles.space} />
      <Dropdown
        menu={{
          items: VARIABLES.map(([key]) => ({ key, label: t(`messages.variable.${key}`) })),
          onClick: ({ key }) => insert(VARIABLES.find(([one]) => one === key)?.[1] ?? ""),
        }}
      >
        <Button icon={<Braces size={15} />}>{t("messages.variable.insert")}</Button>
      </Dropdown>
      <Select
        value={kind}
        aria-label={t("messages.field.body_kind")}
        onChange={(body_kind) => state.set({ content: { ...draft.content, body_kind } })}
        options={[
          { value: "mjml", label: "MJML" },
          { value: "html", label: "HTML" },
        ]}
        style={{ width: 92 }}
      />
    </div>
  );
}

/** What is typed: name, purpose, subject, body in each language, with its faults. */
export function EditorForm({ state, problems, missing, isNew, readOnly }: Props) {
  const t = useText();
  const editor = useRef<EditorHandle>(null);
  const field = state.variant ? `locales.${state.variant}.body` : "body";
  const faults = new Set((problems ?? []).filter((one) => one.field === field).map((one) => one.line));
  const go = (problem: Problem) => {
    const [first = "", language = ""] = problem.field.split(".");
    state.setVariant(first === "locales" ? (language as Variant) : "");
    if (problem.field.endsWith("body"))
      setTimeout(() => editor.current?.goTo(problem.line, problem.column), 0);
  };
  const main = state.draft.content.body ?? "";
  return (
    <Card className={styles.form}>
      <div className={styles.fields}>
        <Basics state={state} isNew={isNew} readOnly={readOnly} />
        <WordField word="sender_name" span="third" state={state} readOnly={readOnly} />
        <WordField word="subject" span="wide" state={state} readOnly={readOnly} />
        <WordField word="preheader" span="wide" state={state} readOnly={readOnly} />
      </div>
      {!readOnly && <BodyTools state={state} insert={(text) => editor.current?.insert(text)} />}
      {state.variant && !state.word("body") && !readOnly && (
        <div className="caption">
          {t("messages.variant.lesson")}{" "}
          <Button type="link" size="small" onClick={() => state.setWord("body", main)}>
            {t("messages.variant.copy")}
          </Button>
        </div>
      )}
      <BodyEditor
        ref={editor}
        label={t("messages.field.body")}
        value={state.word("body")}
        readOnly={readOnly}
        onChange={(body) => state.setWord("body", body)}
        faults={faults}
      />
      <Problems problems={problems} missing={missing} onGo={go} />
    </Card>
  );
}

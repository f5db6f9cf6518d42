import { AutoComplete, Button, Form, Input, InputNumber, Select, Space } from "antd";
import { useState } from "react";
import { isApiError } from "@/api/errors";
import { EventSelect, WhereEditor } from "@/features/segments";
import { useText } from "@/i18n";
import { SideDrawer, toast, useFormat, useJobToast } from "@/ui";
import { PersonSelect } from "../parts/PersonSelect";
import {
  ALONE,
  type Computed,
  type ComputedIn,
  type Definition,
  FUNCTIONS,
  NUMERIC,
  useEventProperties,
  useRefreshComputed,
  useSaveComputed,
  useTrial,
} from "./api";
import styles from "./computed.module.css";
import { nameOfProperty, propertiesOf } from "./words";

type Tests = Parameters<typeof WhereEditor>[0]["value"];
const NEW: ComputedIn = {
  key: "",
  label: "",
  description: "",
  definition: { event: "", function: "count", property: "", where: [], window: { kind: "ever" } },
};

interface WindowProps {
  value: Definition["window"];
  onChange: (window: Definition["window"]) => void;
}

function WindowFields({ value, onChange }: WindowProps) {
  const t = useText();
  const last = value?.kind === "last" ? value : null;
  return (
    <Space.Compact>
      <Select
        style={{ width: 130 }}
        aria-label={t("customers.computed.window")}
        value={last ? "last" : "ever"}
        onChange={(kind) =>
          onChange(kind === "last" ? { kind: "last", amount: 90, unit: "day" } : { kind: "ever" })
        }
        options={["ever", "last"].map((kind) => ({
          value: kind,
          label: t(`customers.computed.window_${kind}`),
        }))}
      />
      {last && (
        <InputNumber
          min={1}
          max={3650}
          value={last.amount}
          aria-label={t("customers.computed.days")}
          suffix={t("customers.word.days")}
          onChange={(amount) => onChange({ kind: "last", amount: amount ?? 1, unit: "day" })}
        />
      )}
    </Space.Compact>
  );
}

interface DefinitionProps {
  value: Definition;
  onChange: (changes: Partial<Definition>) => void;
}

function DefinitionFields({ value, onChange }: DefinitionProps) {
  const t = useText();
  const seen = useEventProperties(value.event);
  const numeric = NUMERIC.has(value.function);
  const names = (seen.data ?? []).filter((one) => !numeric || one.type === "number").map((one) => one.name);
  return (
    <>
      <Form.Item label={t("customers.computed.event")} required>
        <EventSelect
          value={value.event || undefined}
          onChange={(event) => onChange({ event, where: [] })}
          style={{ width: "100%" }}
          label={t("customers.computed.event")}
        />
      </Form.Item>
      {value.event && (
        <Form.Item label={t("customers.computed.where")}>
          <div className={styles.tests}>
            <WhereEditor
              event={value.event}
              value={(value.where ?? []) as Tests}
              onChange={(where) => onChange({ where: where as Definition["where"] })}
            />
          </div>
        </Form.Item>
      )}
      <Form.Item label={t("customers.computed.window")}>
        <WindowFields value={value.window} onChange={(window) => onChange({ window })} />
      </Form.Item>
      <Form.Item label={t("customers.computed.function")}>
        <Select
          aria-label={t("customers.computed.function")}
          value={value.function}
          onChange={(chosen: Definition["function"]) =>
            onChange({ function: chosen, property: ALONE.has(chosen) ? "" : value.property })
          }
          options={FUNCTIONS.map((one) => ({ value: one, label: t(`customers.computed.choose_${one}`) }))}
        />
      </Form.Item>
      {!ALONE.has(value.function) && (
        <Form.Item label={t("customers.computed.property")} required>
          <AutoComplete
            aria-label={t("customers.computed.property")}
            value={value.property}
            onChange={(property: string) => onChange({ property })}
            showSearch={{
              filterOption: (typed, option) =>
                `${option?.value}${option?.label}`.toLowerCase().includes(typed.toLowerCase()),
            }}
            options={propertiesOf(names, numeric).map((name) => ({
              value: name,
              label: nameOfProperty(name) === name ? name : `${nameOfProperty(name)}（${name}）`,
            }))}
          />
        </Form.Item>
      )}
    </>
  );
}

/** What the definition gives for one real person, before it is kept. */
function Trial({ definition }: { definition: Definition | null }) {
  const t = useText();
  const format = useFormat();
  const [person, setPerson] = useState("");
  const trial = useTrial(definition, person);
  const shown = trial.data;
  return (
    <section className={styles.trial} aria-label={t("customers.computed.trial")}>
      <strong>{t("customers.computed.trial")}</strong>
      <PersonSelect value={person} onChange={setPerson} label={t("customers.computed.trial_person")} />
      {definition === null && <span className="muted">{t("customers.computed.unfinished")}</span>}
      {trial.isError && <span role="alert">{isApiError(trial.error) ? trial.error.detail : ""}</span>}
      {shown && definition && (
        <div className={styles.answer}>
          <b>{shown.value ?? "—"}</b>
          <span className="muted">
            {t(shown.value === null ? "customers.computed.trial_none" : "customers.computed.trial_from", {
              events: format.number(shown.events),
            })}
          </span>
          <span className="muted">
            {t("customers.computed.trial_people", { people: format.number(shown.people) })}
          </span>
        </div>
      )}
    </section>
  );
}

interface Props {
  /** The one to edit; null: a new one. */
  computed: Computed | null;
  onClose: () => void;
}

const complete = (one: Definition) => one.event !== "" && (ALONE.has(one.function) || Boolean(one.property));

/** Defines a trait over events, with a trial on one person beside it. */
export function ComputedDrawer({ computed, onClose }: Props) {
  const t = useText();
  const save = useSaveComputed();
  const follow = useJobToast();
  const refresh = useRefreshComputed();
  const [words, setWords] = useState<ComputedIn>(
    computed ? { ...computed, definition: computed.definition as unknown as Definition } : NEW,
  );
  const change = (changes: Partial<ComputedIn>) => setWords((before) => ({ ...before, ...changes }));
  const whole = complete(words.definition) ? words.definition : null;
  const error = isApiError(save.error) ? save.error : null;
  const at = (field: string) =>
    error?.fields[field] ? { validateStatus: "error" as const, help: error.detail } : {};
  const submit = () =>
    save.mutate(
      { ...words, old: computed?.key },
      {
        onSuccess: (saved) => {
          onClose();
          if (saved.job)
            follow(saved.job, {
              title: t("customers.computed.running", { name: saved.label }),
              onDone: refresh,
            });
          toast.success(t("customers.computed.saved", { name: saved.label }));
        },
      },
    );
  return (
    <SideDrawer
      open
      width={640}
      onClose={onClose}
      title={
        computed ? t("customers.computed.edit", { name: computed.label }) : t("customers.computed.create")
      }
      purpose={t("customers.computed.drawer_purpose")}
      footer={
        <Button
          type="primary"
          disabled={!whole || !words.label.trim() || !(computed || words.key)}
          loading={save.isPending}
          onClick={submit}
        >
          {t("customers.computed.save")}
        </Button>
      }
    >
      <Form layout="vertical" requiredMark={false}>
        {error && !error.fields.label && !error.fields.key && (
          <p role="alert" className={styles.refused}>
            {error.detail}
          </p>
        )}
        <div className={styles.pair}>
          <Form.Item label={t("customers.computed.label")} {...at("label")}>
            <Input
              aria-label={t("customers.computed.label")}
              value={words.label}
              maxLength={80}
              placeholder={t("customers.computed.label_example")}
              onChange={(event) => change({ label: event.target.value })}
            />
          </Form.Item>
          <Form.Item label={t("customers.computed.key")} {...at("key")}>
            <Input
              aria-label={t("customers.computed.key")}
              value={words.key}
              maxLength={60}
              disabled={computed !== null}
              placeholder="favourite_category"
              onChange={(event) => change({ key: event.target.value })}
            />
          </Form.Item>
        </div>
        <DefinitionFields
          value={words.definition}
          onChange={(changes) => change({ definition: { ...words.definition, ...changes } })}
        />
        <Form.Item label={t("customers.tagForm.description")}>
          <Input
            aria-label={t("customers.tagForm.description")}
            value={words.description}
            maxLength={200}
            onChange={(event) => change({ description: event.target.value })}
          />
        </Form.Item>
      </Form>
      <Trial definition={whole} />
    </SideDrawer>
  );
}

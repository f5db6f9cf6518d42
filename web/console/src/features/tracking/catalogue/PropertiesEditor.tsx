import { Button, Checkbox, Input, Select } from "antd";
import { Plus, Trash2, WandSparkles } from "lucide-react";
import { textOr, useText } from "@/i18n";
import { IconButton } from "@/ui";
import type { Spec } from "../api";
import { ITEMS, TYPES } from "../words";
import styles from "./Catalogue.module.css";

interface Props {
  title: string;
  specs: Spec[];
  locked: boolean;
  onChange: (specs: Spec[]) => void;
  /** Adds the properties that were seen. */
  onInfer?: () => void;
}

const hasMembers = (spec: Spec) =>
  spec.type === "object" || (spec.type === "list" && spec.items === "object");

/** The declared properties, each with its type; objects show their members below. */
export function PropertiesEditor({ title, specs, locked, onChange, onInfer }: Props) {
  const t = useText();
  const change = (at: number, part: Partial<Spec>) =>
    onChange(specs.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <section>
      <div className={styles.head}>
        <h3>{title}</h3>
        <span />
        {onInfer && (
          <Button size="small" icon={<WandSparkles size={13} />} onClick={onInfer}>
            {t("tracking.event.infer")}
          </Button>
        )}
        {!locked && (
          <Button
            size="small"
            icon={<Plus size={13} />}
            onClick={() => onChange([...specs, { key: "", type: "string" } as Spec])}
          >
            {t("tracking.event.add")}
          </Button>
        )}
      </div>
      {specs.length === 0 && <p className="muted">{t("tracking.event.no_properties")}</p>}
      {specs.map((spec, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a key changes while it is typed
        <div key={at}>
          <SpecRow
            spec={spec}
            locked={locked}
            change={(part) => change(at, part)}
            remove={() => onChange(specs.filter((_, index) => index !== at))}
          />
          {hasMembers(spec) && (
            <div className={styles.nested}>
              <PropertiesEditor
                title={t("tracking.event.members", { key: spec.key || "…" })}
                specs={spec.properties ?? []}
                locked={locked}
                onChange={(properties) => change(at, { properties })}
              />
            </div>
          )}
        </div>
      ))}
    </section>
  );
}

interface RowProps {
  spec: Spec;
  locked: boolean;
  change: (part: Partial<Spec>) => void;
  remove: () => void;
}

function SpecRow({ spec, locked, change, remove }: RowProps) {
  const t = useText();
  return (
    <div className={styles.spec}>
      <Input
        size="small"
        value={spec.key}
        disabled={locked}
        placeholder={t("tracking.event.key")}
        aria-label={t("tracking.event.key")}
        suffix={<span className="muted">{textOr(`data.property.${spec.key}`, "")}</span>}
        onChange={(event) => change({ key: event.target.value })}
      />
      <Select
        size="small"
        value={spec.type}
        disabled={locked}
        aria-label={t("tracking.event.type")}
        onChange={(type) => change({ type })}
        options={TYPES.map((value) => ({ value, label: t(`tracking.type.${value}`) }))}
      />
      <Detail spec={spec} locked={locked} change={change} />
      <Checkbox
        checked={spec.required}
        disabled={locked}
        onChange={(event) => change({ required: event.target.checked })}
      >
        {t("tracking.event.required")}
      </Checkbox>
      <Checkbox
        checked={spec.personal}
        disabled={locked}
        onChange={(event) => change({ personal: event.target.checked })}
      >
        {t("tracking.event.personal")}
      </Checkbox>
      {locked ? <span /> : <IconButton label={t("tracking.event.remove")} icon={Trash2} onClick={remove} />}
    </div>
  );
}

/** What belongs to the type: pattern of a text, values of a choice, kind of a list's members. */
function Detail({ spec, locked, change }: Omit<RowProps, "remove">) {
  const t = useText();
  if (spec.type === "string")
    return (
      <Input
        size="small"
        value={spec.pattern}
        disabled={locked}
        placeholder={t("tracking.event.pattern")}
        aria-label={t("tracking.event.pattern")}
        onChange={(event) => change({ pattern: event.target.value })}
      />
    );
  if (spec.type === "enum")
    return (
      <Select
        size="small"
        mode="tags"
        value={(spec.values ?? []).map(String)}
        disabled={locked}
        placeholder={t("tracking.event.values")}
        aria-label={t("tracking.event.values")}
        onChange={(values: string[]) => change({ values })}
      />
    );
  if (spec.type === "list")
    return (
      <Select
        size="small"
        value={spec.items ?? "string"}
        disabled={locked}
        aria-label={t("tracking.event.items")}
        onChange={(items) => change({ items })}
        options={ITEMS.map((value) => ({
          value,
          label: t("tracking.event.items_of", { type: t(`tracking.type.${value}`) }),
        }))}
      />
    );
  return <span />;
}

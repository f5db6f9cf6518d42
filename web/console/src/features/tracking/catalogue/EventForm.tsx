import { Input, Select, Switch } from "antd";
import type { ReactNode } from "react";
import { useText } from "@/i18n";
import type { PlannedEvent } from "../api";
import { STATUSES } from "../words";
import styles from "./Catalogue.module.css";

const CATEGORIES = [
  "browse",
  "shop",
  "order",
  "content",
  "message",
  "journey",
  "customer",
  "service",
  "other",
];

interface Props {
  event: PlannedEvent;
  fresh: boolean;
  locked: boolean;
  change: (part: Partial<PlannedEvent>) => void;
}

function Field({ label, wide, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={wide ? styles.wide : undefined}>
      <span className={styles.label}>{label}</span>
      {children}
    </label>
  );
}

/** What the event is called and means, whose it is, and whether the plan checks it. */
export function EventForm({ event, fresh, locked, change }: Props) {
  const t = useText();
  const text = (key: "name" | "label_zh" | "label_en" | "owner", lock = locked) => (
    <Input value={event[key]} disabled={lock} onChange={(one) => change({ [key]: one.target.value })} />
  );
  return (
    <div className={styles.form}>
      <Field label={t("tracking.event.name")}>{text("name", locked || !fresh)}</Field>
      <Field label={t("tracking.event.label_zh")}>{text("label_zh")}</Field>
      <Field label={t("tracking.event.label_en")}>{text("label_en")}</Field>
      <Field label={t("tracking.catalogue.category")}>
        <Select
          value={event.category}
          disabled={locked}
          onChange={(category) => change({ category })}
          options={CATEGORIES.map((value) => ({ value, label: t(`tracking.category.${value}`) }))}
        />
      </Field>
      <Field label={t("tracking.catalogue.owner")}>{text("owner")}</Field>
      <Field label={t("tracking.catalogue.status")}>
        <Select
          value={event.status}
          disabled={locked}
          onChange={(status) => change({ status })}
          options={STATUSES.map((value) => ({ value, label: t(`tracking.status.${value}`) }))}
        />
      </Field>
      <Field label={t("tracking.event.description")} wide>
        <Input.TextArea
          value={event.description}
          disabled={locked}
          autoSize={{ minRows: 1, maxRows: 4 }}
          maxLength={500}
          onChange={(one) => change({ description: one.target.value })}
        />
      </Field>
      <div className={`row ${styles.wide}`}>
        <Switch
          checked={event.enforced}
          disabled={locked}
          onChange={(enforced) => change({ enforced })}
          aria-label={t("tracking.event.enforced")}
        />
        <span>{t("tracking.event.enforced")}</span>
        <span className="muted">{t("tracking.event.enforced_lesson")}</span>
      </div>
    </div>
  );
}

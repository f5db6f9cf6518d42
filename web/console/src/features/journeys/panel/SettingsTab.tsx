import { DatePicker, Input, InputNumber, Radio } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import { Link } from "react-router";
import { SegmentSelect } from "@/features/segments";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { useWorld } from "../canvas/context";
import type { Settings } from "../graph/model";
import { usePolicy } from "../names";
import { Field } from "./Field";
import { SwitchLine } from "./forms/EntryForms";
import styles from "./Panel.module.css";

dayjs.extend(utc);
dayjs.extend(timezone);

interface Props {
  name: string;
  description: string;
  onWords: (words: { name?: string; description?: string }) => void;
  onSettings: (settings: Settings, tag?: string) => void;
}

const RULES = ["never", "after_exit", "after_days", "each_key"] as const;

function ReEntryField({
  value,
  onChange,
}: {
  value: Settings["re_entry"];
  onChange: (v: Settings["re_entry"]) => void;
}) {
  const t = useText();
  return (
    <Field label={t("journeys.settings.re_entry")}>
      <Radio.Group
        value={value.rule}
        onChange={(event) => onChange({ ...value, rule: event.target.value })}
        style={{ display: "grid", gap: 6 }}
        options={RULES.map((rule) => ({ value: rule, label: t(`journeys.settings.re_entry_${rule}`) }))}
      />
      {value.rule === "after_days" && (
        <InputNumber
          aria-label={t("journeys.settings.re_entry_after_days")}
          min={1}
          max={3650}
          precision={0}
          value={value.days}
          suffix={t("journeys.unit.day")}
          onChange={(days) => days && onChange({ ...value, days })}
          style={{ width: 160 }}
        />
      )}
    </Field>
  );
}

/** Company time in, UTC milliseconds out. */
function DatesField({ value, onChange }: { value: Settings; onChange: (settings: Settings) => void }) {
  const t = useText();
  const zone = useFormat().timezone;
  const show = (ms: number | null) =>
    ms === null ? null : dayjs(dayjs(ms).tz(zone).format("YYYY-MM-DDTHH:mm"));
  const read = (at: Dayjs | null | undefined) =>
    at ? dayjs.tz(at.format("YYYY-MM-DDTHH:mm"), zone).valueOf() : null;
  return (
    <Field label={t("journeys.settings.dates")} hint={t("journeys.settings.dates_hint", { zone })}>
      <DatePicker.RangePicker
        showTime={{ format: "HH:mm" }}
        format="MM-DD HH:mm"
        allowEmpty={[true, true]}
        value={[show(value.start_ms), show(value.end_ms)]}
        placeholder={[t("journeys.settings.from_now"), t("journeys.settings.no_end")]}
        onChange={(range) => onChange({ ...value, start_ms: read(range?.[0]), end_ms: read(range?.[1]) })}
      />
    </Field>
  );
}

/** Rules of the whole journey; saved with the draft, valid from the next publication. */
export function SettingsTab({ name, description, onWords, onSettings }: Props) {
  const t = useText();
  const { graph, editable } = useWorld();
  const { settings } = graph;
  return (
    <fieldset disabled={!editable} style={{ minWidth: 0, margin: 0, padding: 0, border: 0 }}>
      <Field label={t("journeys.settings.name")}>
        {(id) => (
          <Input
            id={id}
            value={name}
            maxLength={120}
            onChange={(event) => onWords({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("journeys.settings.description")}>
        {(id) => (
          <Input.TextArea
            id={id}
            value={description}
            autoSize={{ minRows: 2, maxRows: 5 }}
            placeholder={t("journeys.settings.description_hint")}
            onChange={(event) => onWords({ description: event.target.value })}
          />
        )}
      </Field>
      <h3 className={styles.section}>{t("journeys.settings.measure")}</h3>
      <Field label={t("journeys.settings.holdout")} hint={t("journeys.settings.holdout_hint")}>
        {(id) => (
          <InputNumber
            id={id}
            min={0}
            max={90}
            value={settings.holdout_percent}
            suffix="%"
            onChange={(percent) => onSettings({ ...settings, holdout_percent: percent ?? 0 }, "holdout")}
            style={{ width: 160 }}
          />
        )}
      </Field>
      <h3 className={styles.section}>{t("journeys.settings.entry")}</h3>
      <ReEntryField
        value={settings.re_entry}
        onChange={(re_entry) => onSettings({ ...settings, re_entry })}
      />
      <Field label={t("journeys.settings.suppression")} hint={t("journeys.settings.suppression_hint")}>
        <SegmentSelect
          value={settings.suppression_segment}
          allowClear
          placeholder={t("journeys.settings.suppression_none")}
          onChange={(segment) => onSettings({ ...settings, suppression_segment: segment ?? "" })}
          style={{ width: "100%" }}
        />
      </Field>
      <DatesField value={settings} onChange={onSettings} />
      <Field label={t("journeys.settings.max_entries")} hint={t("journeys.settings.max_entries_hint")}>
        {(id) => (
          <InputNumber
            id={id}
            min={1}
            precision={0}
            value={settings.max_entries}
            placeholder={t("journeys.settings.no_limit")}
            onChange={(count) => onSettings({ ...settings, max_entries: count }, "max")}
            style={{ width: 160 }}
          />
        )}
      </Field>
      <h3 className={styles.section}>{t("journeys.settings.contact")}</h3>
      <SwitchLine
        label={t("journeys.settings.transactional")}
        hint={t("journeys.settings.transactional_hint")}
        value={settings.transactional}
        onChange={(transactional) => onSettings({ ...settings, transactional })}
      />
      <QuietHours />
    </fieldset>
  );
}

function QuietHours() {
  const t = useText();
  const quiet = usePolicy()?.quiet_hours;
  return (
    <div className={styles.hint}>
      {quiet
        ? t("journeys.settings.quiet", { start: quiet.start?.slice(0, 5), end: quiet.end?.slice(0, 5) })
        : t("journeys.settings.quiet_none")}{" "}
      <Link to="/contact-policy">{t("journeys.settings.quiet_open")}</Link>
    </div>
  );
}

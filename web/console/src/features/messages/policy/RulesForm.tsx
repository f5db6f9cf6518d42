import { Button, InputNumber, Select, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { useText } from "@/i18n";
import { Card, Definition, toast, useFormat } from "@/ui";
import { type Rules, useSavePolicy } from "../api";
import styles from "./Policy.module.css";
import { QuietLines } from "./QuietLines";

type Caps = NonNullable<Rules["total"]>;

const WINDOWS = ["per_day", "per_week", "per_month"] as const;
const ZONES = [
  "Asia/Shanghai",
  "Asia/Hong_Kong",
  "Asia/Tokyo",
  "Asia/Singapore",
  "Europe/London",
  "Europe/Berlin",
  "America/New_York",
  "America/Los_Angeles",
  "UTC",
];

interface GroupProps {
  name: string;
  lesson: string;
  children: ReactNode;
}

function Group({ name, lesson, children }: GroupProps) {
  return (
    <div className={styles.group}>
      <div className={styles.name}>
        <Definition text={lesson} icon>
          {name}
        </Definition>
      </div>
      <div>{children}</div>
    </div>
  );
}

interface CapsProps {
  which: string;
  caps: Caps;
  readOnly: boolean;
  onChange: (caps: Caps) => void;
}

function CapsLine({ which, caps, readOnly, onChange }: CapsProps) {
  const t = useText();
  return (
    <div className={styles.line}>
      <span className={styles.which}>{which}</span>
      {WINDOWS.map((window) => (
        <span key={window} className={styles.cap}>
          {t(`messages.policy.${window}`)}
          <InputNumber
            min={0}
            max={1000}
            precision={0}
            value={caps[window] ?? null}
            readOnly={readOnly}
            placeholder={t("messages.policy.no_limit")}
            aria-label={`${which} · ${t(`messages.policy.${window}`)}`}
            onChange={(value) => onChange({ ...caps, [window]: value })}
            style={{ width: 88 }}
          />
        </span>
      ))}
    </div>
  );
}

/** The rules in one sentence, as they would be after saving. */
function useSentence(rules: Rules): string {
  const t = useText();
  const limits = WINDOWS.flatMap((window) => {
    const limit = rules.total?.[window];
    return limit === null || limit === undefined
      ? []
      : [t(`messages.policy.said_${window}`, { count: limit })];
  });
  const caps = limits.length
    ? t("messages.policy.said_caps", { limits: limits.join(t("messages.policy.comma")) })
    : t("messages.policy.said_no_caps");
  const quiet = rules.quiet_hours;
  const night = quiet
    ? t(`messages.policy.said_${quiet.behaviour ?? "delay"}`, {
        start: (quiet.start ?? "").slice(0, 5),
        end: (quiet.end ?? "").slice(0, 5),
      })
    : t("messages.policy.said_no_quiet");
  return `${caps}${night}`;
}

/** Caps, quiet hours, time zone and open tracking of the whole company. */
export function RulesForm({ rules, readOnly }: { rules: Rules; readOnly: boolean }) {
  const t = useText();
  const { timezone } = useFormat();
  const [draft, setDraft] = useState<Rules>(rules);
  const save = useSavePolicy();
  const sentence = useSentence(draft);
  const dirty = JSON.stringify(draft) !== JSON.stringify(rules);
  const set = (changes: Partial<Rules>) => setDraft((before) => ({ ...before, ...changes }));
  const zones = [...new Set([timezone, ...ZONES, draft.fallback_timezone].filter(Boolean))] as string[];
  const setEmail = (caps: Caps) => {
    const open = WINDOWS.every((window) => caps[window] === null || caps[window] === undefined);
    const { email: _gone, ...others } = draft.channels ?? {};
    set({ channels: open ? others : { ...others, email: caps } });
  };
  return (
    <Card title={t("messages.policy.rules")} note={t("messages.policy.rules_note")}>
      <Group name={t("messages.policy.caps")} lesson={t("messages.policy.caps_lesson")}>
        <CapsLine
          which={t("messages.policy.total")}
          caps={draft.total ?? {}}
          readOnly={readOnly}
          onChange={(total) => set({ total })}
        />
        <CapsLine
          which={t("messages.channel.email")}
          caps={draft.channels?.email ?? {}}
          readOnly={readOnly}
          onChange={setEmail}
        />
      </Group>
      <Group name={t("messages.policy.quiet")} lesson={t("messages.policy.quiet_lesson")}>
        <QuietLines
          quiet={draft.quiet_hours ?? null}
          readOnly={readOnly}
          onChange={(quiet_hours) => set({ quiet_hours })}
        />
      </Group>
      <Group name={t("messages.policy.zone")} lesson={t("messages.policy.zone_lesson")}>
        <Select
          value={draft.fallback_timezone ?? ""}
          disabled={readOnly}
          aria-label={t("messages.policy.zone")}
          onChange={(fallback_timezone) => set({ fallback_timezone })}
          options={[
            { value: "", label: t("messages.policy.zone_company", { zone: timezone }) },
            ...zones.map((value) => ({ value, label: value })),
          ]}
          style={{ width: 280 }}
        />
      </Group>
      <Group name={t("messages.policy.opens")} lesson={t("messages.policy.opens_lesson")}>
        <div className={styles.line}>
          <Switch
            checked={draft.track_opens}
            disabled={readOnly}
            aria-label={t("messages.policy.opens")}
            onChange={(track_opens) => set({ track_opens })}
          />
          <span className="muted">{t(`messages.policy.opens_${draft.track_opens ? "on" : "off"}`)}</span>
        </div>
      </Group>
      <div className={styles.save}>
        <span className={styles.sentence}>{sentence}</span>
        {!readOnly && (
          <>
            {dirty && <Button onClick={() => setDraft(rules)}>{t("messages.policy.undo")}</Button>}
            <Button
              type="primary"
              disabled={!dirty}
              loading={save.isPending}
              onClick={() =>
                save.mutate(draft, {
                  onSuccess: (saved) => {
                    setDraft(saved);
                    toast.success(t("messages.policy.saved"));
                  },
                })
              }
            >
              {t("messages.policy.save")}
            </Button>
          </>
        )}
      </div>
    </Card>
  );
}

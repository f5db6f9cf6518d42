import { Checkbox, Segmented, Select } from "antd";
import { useText } from "@/i18n";
import styles from "../analytics.module.css";
import { Setting } from "../asking/Setting";
import { StepEditor } from "../asking/StepEditor";
import type { RetentionAsk } from "../question";

interface Props {
  ask: RetentionAsk;
  change: (changes: Partial<RetentionAsk>) => void;
}

/** What begins, what counts as coming back, by which periods. */
export function RetentionBuilder({ ask, change }: Props) {
  const t = useText();
  return (
    <>
      <div className={styles.steps}>
        <div className="caption">{t("analytics.retention.start")}</div>
        <StepEditor
          key={`start-${ask.start_event.event}`}
          mark="A"
          label={t("analytics.retention.start")}
          step={ask.start_event}
          onChange={(start_event) => change({ start_event })}
        />
        <div className="caption">{t("analytics.retention.return")}</div>
        <StepEditor
          key={`return-${ask.return_event.event}`}
          mark="B"
          label={t("analytics.retention.return")}
          step={ask.return_event}
          onChange={(return_event) => change({ return_event })}
        />
      </div>
      <div className={styles.settings}>
        <Setting name={t("analytics.retention.period")}>
          <Segmented<RetentionAsk["period"]>
            value={ask.period}
            onChange={(period) => change({ period })}
            aria-label={t("analytics.retention.period")}
            options={(["day", "week", "month"] as const).map((one) => ({
              value: one,
              label: t(`analytics.period.${one}`),
            }))}
          />
        </Setting>
        <Setting
          name={t("analytics.retention.start_mode")}
          lesson={t(`analytics.retention.start_mode_lesson.${ask.start_mode}`)}
        >
          <Select<RetentionAsk["start_mode"]>
            value={ask.start_mode}
            onChange={(start_mode) => change({ start_mode })}
            aria-label={t("analytics.retention.start_mode")}
            className={styles.grow}
            options={(["first_ever", "recurring"] as const).map((one) => ({
              value: one,
              label: t(`analytics.retention.start_mode.${one}`),
            }))}
          />
        </Setting>
        <Checkbox checked={ask.rolling} onChange={(event) => change({ rolling: event.target.checked })}>
          {t("analytics.retention.rolling")}
        </Checkbox>
      </div>
    </>
  );
}

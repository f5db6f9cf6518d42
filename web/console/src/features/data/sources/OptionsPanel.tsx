import { Radio, Switch } from "antd";
import { useText } from "@/i18n";
import styles from "./Sources.module.css";
import type { ConsentMode, Platform, TrackingOptions } from "./snippets";

interface Props {
  platform: Platform;
  options: TrackingOptions;
  onChange: (changes: Partial<TrackingOptions>) => void;
}

const MODES: ConsentMode[] = ["granted", "pending", "denied"];

/** The choices a site makes for its visitors, each with what follows from it. */
export function OptionsPanel({ platform, options, onChange }: Props) {
  const t = useText();
  const switches = [
    { key: "autoPage", text: platform === "web" ? "auto_page" : "auto_screen" },
    { key: "cookieless", text: "cookieless" },
  ] as const;
  return (
    <div className={styles.options}>
      <fieldset>
        <legend>{t("data.sources.consent")}</legend>
        <Radio.Group
          value={options.consent}
          onChange={(event) => onChange({ consent: event.target.value as ConsentMode })}
          className={styles.choices}
          options={MODES.map((value) => ({
            value,
            label: (
              <span>
                {t(`data.sources.consent_${value}`)}
                <span className={styles.lesson}>{t(`data.sources.consent_${value}_lesson`)}</span>
              </span>
            ),
          }))}
        />
      </fieldset>
      <fieldset>
        <legend>{t("data.sources.behaviour")}</legend>
        {switches.map(({ key, text }) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control
          <label key={key} className={styles.switch}>
            <Switch
              size="small"
              checked={options[key]}
              onChange={(value) => onChange({ [key]: value })}
              aria-label={t(`data.sources.${text}`)}
            />
            <span>
              {t(`data.sources.${text}`)}
              <span className={styles.lesson}>{t(`data.sources.${text}_lesson`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}

import { Button, InputNumber, Select } from "antd";
import { useState } from "react";
import { useText } from "@/i18n";
import { Card, ErrorState, toast } from "@/ui";
import { type Thresholds, useCatalogue, useSetThresholds, useTrafficSettings } from "../api";
import styles from "../catalogue/Catalogue.module.css";

type NumberKey = Exclude<keyof Thresholds, "clicks" | "views">;
const NUMBERS: { key: NumberKey; min: number; step?: number }[] = [
  { key: "flood_z", min: 0.5, step: 0.5 },
  { key: "flood_clicks", min: 2 },
  { key: "order_ms", min: 0, step: 100 },
  { key: "rate_run", min: 2 },
  { key: "rate_ms", min: 1, step: 100 },
  { key: "provinces", min: 2 },
  { key: "ctr", min: 0.01, step: 0.05 },
  { key: "ctr_views", min: 1 },
  { key: "flat_clicks", min: 24 },
  { key: "flat_chi2", min: 0.1, step: 1 },
  { key: "bounce_sessions", min: 2 },
];

/** From where on the window rules speak. */
export function ThresholdsCard({ writable }: { writable: boolean }) {
  const t = useText();
  const settings = useTrafficSettings();
  const catalogue = useCatalogue();
  const set = useSetThresholds();
  const [edited, setEdited] = useState<Thresholds | null>(null);
  if (settings.isError) return <ErrorState error={settings.error} retry={() => void settings.refetch()} />;
  if (!settings.data) return null;
  const shown = edited ?? settings.data.thresholds;
  const change = (part: Partial<Thresholds>) => setEdited({ ...shown, ...part });
  const names = (catalogue.data ?? []).map((one) => ({ value: one.name, label: one.label }));
  return (
    <Card
      title={t("tracking.threshold.title")}
      note={t("tracking.threshold.note")}
      extra={
        writable && (
          <span className="row">
            <Button size="small" onClick={() => setEdited(settings.data.defaults)}>
              {t("tracking.threshold.defaults")}
            </Button>
            <Button
              size="small"
              type="primary"
              disabled={!edited}
              loading={set.isPending}
              onClick={() =>
                set.mutate(shown, {
                  onSuccess: () => {
                    setEdited(null);
                    toast.success(t("tracking.threshold.saved"));
                  },
                })
              }
            >
              {t("tracking.threshold.save")}
            </Button>
          </span>
        )
      }
    >
      <div className={styles.form}>
        {NUMBERS.map(({ key, min, step }) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
          <label key={key}>
            <span className={styles.label}>{t(`tracking.threshold.${key}`)}</span>
            <InputNumber
              value={shown[key]}
              min={min}
              step={step ?? 1}
              disabled={!writable}
              style={{ width: "100%" }}
              onChange={(value) => value !== null && change({ [key]: value })}
            />
          </label>
        ))}
        {(["clicks", "views"] as const).map((key) => (
          <div key={key} className={styles.wide}>
            <span className={styles.label}>{t(`tracking.threshold.${key}`)}</span>
            <Select
              mode="tags"
              value={shown[key]}
              disabled={!writable}
              aria-label={t(`tracking.threshold.${key}`)}
              options={names}
              onChange={(value: string[]) => value.length > 0 && change({ [key]: value })}
            />
          </div>
        ))}
      </div>
    </Card>
  );
}

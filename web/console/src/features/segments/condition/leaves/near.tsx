import { Input, InputNumber } from "antd";
import { Store } from "lucide-react";
import { useText } from "@/i18n";
import { ChipPopover } from "../parts/ChipPopover";
import { NumberChip } from "../parts/NumberChip";
import styles from "../parts/parts.module.css";
import type { NearLeaf } from "../types";
import { type ChipsProps, type LeafKind, numberIn } from "./kind";
import { Switch } from "./Switch";

const pointOf = (leaf: NearLeaf): string => leaf.label || `${leaf.lat}, ${leaf.lon}`;
const isSet = (leaf: NearLeaf) => leaf.lat !== 0 || leaf.lon !== 0;

function Chips({ leaf, onChange }: ChipsProps<NearLeaf>) {
  const t = useText();
  const degrees = (label: string, value: number, most: number, change: (next: number) => void) => (
    <div className={styles.field}>
      <span className="caption">{label}</span>
      <InputNumber
        aria-label={label}
        value={value}
        min={-most}
        max={most}
        step={0.01}
        style={{ width: "100%" }}
        onChange={(next) => {
          if (typeof next === "number") change(next);
        }}
      />
    </div>
  );
  return (
    <>
      <Switch
        label={t("segments.leaf.near")}
        on={leaf.near}
        yes={t("segments.near.is")}
        no={t("segments.near.is_not")}
        onChange={(near) => onChange({ ...leaf, near })}
      />
      <ChipPopover
        label={t("segments.near.point")}
        text={isSet(leaf) ? pointOf(leaf) : t("segments.near.choose")}
        look={isSet(leaf) ? "value" : "unset"}
      >
        {() => (
          <div className={styles.form}>
            <div className={styles.field}>
              <span className="caption">{t("segments.near.label")}</span>
              <Input
                aria-label={t("segments.near.label")}
                value={leaf.label}
                maxLength={120}
                onChange={(event) => onChange({ ...leaf, label: event.target.value })}
              />
            </div>
            <div className={styles.line}>
              {degrees(t("segments.near.lat"), leaf.lat, 90, (lat) => onChange({ ...leaf, lat }))}
              {degrees(t("segments.near.lon"), leaf.lon, 180, (lon) => onChange({ ...leaf, lon }))}
            </div>
            <span className="caption">{t("segments.near.lesson")}</span>
          </div>
        )}
      </ChipPopover>
      <NumberChip
        label={t("segments.near.radius")}
        text={t("segments.near.radius_words", { km: leaf.radius_km })}
        value={leaf.radius_km}
        min={0.1}
        max={20_000}
        digits={1}
        unit="km"
        onChange={(radius_km) => onChange({ ...leaf, radius_km })}
      />
    </>
  );
}

export const near: LeafKind<NearLeaf> = {
  type: "near",
  area: "place",
  icon: () => Store,
  make: () => ({ type: "near", lat: 0, lon: 0, radius_km: 3, label: "", near: true }),
  Chips,
  missing: (leaf) => (isSet(leaf) ? null : "segments.missing.point"),
  say: (leaf, words) =>
    `${words.t(leaf.near ? "segments.near.is" : "segments.near.is_not")} ${pointOf(leaf)} ${words.t("segments.near.radius_words", { km: leaf.radius_km })}`,
  evidence: (_leaf, data, words) => {
    const km = numberIn(data, "distance_km");
    return km === null
      ? words.t("segments.evidence.unknown")
      : words.t("segments.evidence.km", { km: words.format.number(km, { digits: 1 }) });
  },
};

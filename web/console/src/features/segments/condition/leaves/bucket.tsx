import { Input, InputNumber } from "antd";
import { Dices } from "lucide-react";
import { useText } from "@/i18n";
import { ChipPopover } from "../parts/ChipPopover";
import styles from "../parts/parts.module.css";
import type { BucketLeaf } from "../types";
import { useWords, type Words } from "../words";
import { Fixed } from "./Fixed";
import { type ChipsProps, type LeafKind, numberIn } from "./kind";

const share = (leaf: BucketLeaf, words: Words): string =>
  words.format.percent(Math.max(0, leaf.end - leaf.start) / 10_000, (leaf.end - leaf.start) % 100 ? 2 : 0);

const range = (leaf: BucketLeaf): string => `${leaf.start / 100}–${leaf.end / 100}%`;

function Chips({ leaf, onChange }: ChipsProps<BucketLeaf>) {
  const t = useText();
  const words = useWords();
  const bound = (label: string, value: number, change: (next: number) => void) => (
    <div className={styles.field}>
      <span className="caption">{label}</span>
      <InputNumber
        aria-label={label}
        value={value / 100}
        min={0}
        max={100}
        precision={2}
        suffix="%"
        style={{ width: "100%" }}
        onChange={(next) => {
          if (typeof next === "number") change(Math.round(next * 100));
        }}
      />
    </div>
  );
  return (
    <>
      <Fixed strong>{t("segments.leaf.bucket")}</Fixed>
      <ChipPopover label={t("segments.bucket.share")} text={`${share(leaf, words)} (${range(leaf)})`}>
        {() => (
          <div className={styles.form}>
            <div className={styles.line}>
              {bound(t("segments.bucket.from"), leaf.start, (start) => onChange({ ...leaf, start }))}
              {bound(t("segments.bucket.to"), leaf.end, (end) => onChange({ ...leaf, end }))}
            </div>
            <span className="caption">{t("segments.bucket.lesson")}</span>
          </div>
        )}
      </ChipPopover>
      <ChipPopover
        label={t("segments.bucket.salt")}
        look={leaf.salt ? "value" : "unset"}
        text={leaf.salt || t("segments.bucket.salt")}
      >
        {(close) => (
          <div className={styles.form}>
            <Input
              autoFocus
              aria-label={t("segments.bucket.salt")}
              value={leaf.salt}
              onChange={(event) => onChange({ ...leaf, salt: event.target.value })}
              onPressEnter={close}
            />
            <span className="caption">{t("segments.bucket.salt_lesson")}</span>
          </div>
        )}
      </ChipPopover>
    </>
  );
}

export const bucket: LeafKind<BucketLeaf> = {
  type: "bucket",
  area: "other",
  icon: () => Dices,
  make: () => ({ type: "bucket", salt: Math.random().toString(36).slice(2, 8), start: 0, end: 1000 }),
  Chips,
  missing: (leaf) =>
    leaf.salt === "" ? "segments.missing.salt" : leaf.end > leaf.start ? null : "segments.missing.share",
  say: (leaf, words) =>
    `${words.t("segments.leaf.bucket")} ${share(leaf, words)} · ${leaf.salt} ${range(leaf)}`,
  evidence: (_leaf, data, words) => {
    const value = numberIn(data, "bucket");
    return value === null ? "" : words.t("segments.evidence.bucket", { at: value / 100 });
  },
};

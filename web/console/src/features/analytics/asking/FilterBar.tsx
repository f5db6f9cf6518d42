import { Button, Checkbox, Select, Tooltip } from "antd";
import { GitCompareArrows, RotateCcw, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { Card, useFormat } from "@/ui";
import styles from "../analytics.module.css";
import { useSegments } from "../api";
import type { Days, Period, Span } from "../days";
import { type Compare, type Condition, inSegment, segmentOf } from "../question";
import { SpanPicker } from "./SpanPicker";

interface Shared {
  span: Span;
  compare: Compare;
  among: Condition | null;
  include_invalid: boolean;
}

interface Props {
  ask: Shared;
  change: (changes: Partial<Shared>) => void;
  days: Days | undefined;
  today: string | undefined;
  periods?: Period;
  changed: boolean;
  reset: () => void;
  children?: ReactNode;
}

/** When, against what, among whom: what all questions have. */
export function FilterBar({ ask, change, days, today, periods, changed, reset, children }: Props) {
  const t = useText();
  return (
    <Card flush>
      <div className={styles.filters}>
        <SpanPicker
          span={ask.span}
          days={days}
          today={today}
          periods={periods}
          onChange={(span) => change({ span })}
        />
        {children}
        <Select<Compare>
          value={ask.compare}
          onChange={(compare) => change({ compare })}
          aria-label={t("analytics.compare.label")}
          prefix={<GitCompareArrows size={15} aria-hidden />}
          className={styles.filter}
          popupMatchSelectWidth={150}
          options={(["none", "previous", "last_year"] as const).map((one) => ({
            value: one,
            label: t(`analytics.compare.${one}`),
          }))}
        />
        <SegmentFilter among={ask.among} onChange={(among) => change({ among })} />
        <span className={styles.space} />
        <Tooltip title={t("analytics.invalid.lesson")}>
          <Checkbox
            checked={ask.include_invalid}
            onChange={(event) => change({ include_invalid: event.target.checked })}
          >
            {t("analytics.invalid.label")}
          </Checkbox>
        </Tooltip>
        {changed && (
          <Button type="link" size="small" icon={<RotateCcw size={14} />} onClick={reset}>
            {t("analytics.page.reset")}
          </Button>
        )}
      </div>
    </Card>
  );
}

interface SegmentProps {
  among: Condition | null;
  onChange: (among: Condition | null) => void;
}

function SegmentFilter({ among, onChange }: SegmentProps) {
  const t = useText();
  const format = useFormat();
  const segments = useSegments();
  const chosen = segmentOf(among);
  const own = among !== null && chosen === null;
  return (
    <Select
      value={own ? "own" : (chosen ?? "")}
      onChange={(id: string) => onChange(inSegment(id))}
      loading={segments.isPending}
      aria-label={t("analytics.among.label")}
      prefix={<Users size={15} aria-hidden />}
      className={styles.filter}
      popupMatchSelectWidth={240}
      showSearch={{ optionFilterProp: "label" }}
      options={[
        { value: "", label: t("analytics.among.everybody"), size: null },
        ...(own ? [{ value: "own", label: t("analytics.among.own"), size: null }] : []),
        ...(segments.data ?? []).map((one) => ({ value: one.id, label: one.name, size: one.size })),
      ]}
      optionRender={(one) => (
        <span className={styles.option}>
          <span className="ellipsis">{one.label}</span>
          <span className="muted">{one.data.size === null ? "" : format.number(one.data.size)}</span>
        </span>
      )}
    />
  );
}

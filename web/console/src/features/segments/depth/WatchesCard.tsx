import { Button, InputNumber, Select } from "antd";
import { BellRing, X } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, DateTime, type Format, IconButton, StatusDot, toast, useFormat } from "@/ui";
import { type Alarm, useAcknowledge, useAddWatch, useRemoveWatch, useWatches, type Watch } from "./api";
import styles from "./depth.module.css";

const KINDS: Watch["kind"][] = ["above", "below", "change", "unusual"];
const FIRST: Record<Watch["kind"], number> = { above: 1000, below: 100, change: 20, unusual: 3 };
const UNITS: Record<Watch["kind"], string> = {
  above: "segments.watch.people",
  below: "segments.watch.people",
  change: "segments.watch.percent",
  unusual: "segments.watch.sigma",
};

type Translate = ReturnType<typeof useText>;

export const sayWatch = (rule: Pick<Watch, "kind" | "threshold">, t: Translate, format: Format): string =>
  t(`segments.watch.${rule.kind}_words`, { threshold: format.number(rule.threshold, { digits: 0 }) });

export function sayAlarm(alarm: Alarm, t: Translate, format: Format): string {
  const digits = alarm.kind === "above" || alarm.kind === "below" ? 0 : 1;
  const sign = alarm.value > 0 && digits ? "+" : "";
  return t(`segments.watch.${alarm.kind}_alarm`, {
    value: sign + format.number(alarm.value, { digits }),
    size: format.number(alarm.size),
  });
}

/** Rules that tell when the segment grows or shrinks, and what they told. */
export function WatchesCard({ id }: { id: string }) {
  const t = useText();
  const format = useFormat();
  const writes = useCan()("segments.write");
  const found = useWatches(id).data;
  const remove = useRemoveWatch(id);
  const acknowledge = useAcknowledge();
  const alarms = found?.alarms ?? [];
  const open = alarms.some((one) => !one.seen);
  return (
    <Card
      title={t("segments.watch.title")}
      note={t("segments.watch.note")}
      extra={
        open &&
        writes && (
          <Button size="small" onClick={() => acknowledge.mutate(id)}>
            {t("segments.watch.seen")}
          </Button>
        )
      }
    >
      <ul className={styles.rules}>
        {found?.watches.map((rule) => (
          <li key={rule.id}>
            <BellRing size={15} strokeWidth={1.7} color="var(--ink-3)" aria-hidden />
            <span>{sayWatch(rule, t, format)}</span>
            {writes && (
              <IconButton
                label={t("segments.watch.remove", { rule: sayWatch(rule, t, format) })}
                icon={X}
                onClick={() => remove.mutate(rule.id)}
              />
            )}
          </li>
        ))}
        {found?.watches.length === 0 && <li className="muted">{t("segments.watch.none")}</li>}
      </ul>
      {writes && <AddWatch id={id} />}
      {alarms.length > 0 && (
        <ul className={styles.alarms} aria-label={t("segments.watch.alarms")}>
          {alarms.map((alarm) => (
            <li key={alarm.id}>
              <StatusDot tone={alarm.seen ? "neutral" : "warn"}>{sayAlarm(alarm, t, format)}</StatusDot>
              <span className="caption">
                <DateTime at={alarm.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function AddWatch({ id }: { id: string }) {
  const t = useText();
  const add = useAddWatch(id);
  const [kind, setKind] = useState<Watch["kind"]>("change");
  const [threshold, setThreshold] = useState(FIRST.change);
  return (
    <form
      className={styles.adding}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ kind, threshold }, { onError: (error) => toast.error(error) });
      }}
    >
      <Select
        aria-label={t("segments.watch.kind")}
        value={kind}
        onChange={(next: Watch["kind"]) => {
          setKind(next);
          setThreshold(FIRST[next]);
        }}
        style={{ flex: 1, minWidth: 120 }}
        options={KINDS.map((one) => ({ value: one, label: t(`segments.watch.${one}`) }))}
      />
      <InputNumber
        aria-label={t("segments.watch.threshold")}
        value={threshold}
        min={0}
        suffix={t(UNITS[kind])}
        style={{ width: 112 }}
        onChange={(next) => {
          if (typeof next === "number") setThreshold(next);
        }}
      />
      <Button htmlType="submit" loading={add.isPending}>
        {t("segments.watch.add")}
      </Button>
    </form>
  );
}

import { AutoComplete, Button, Form, Select } from "antd";
import { useText } from "@/i18n";
import { Card } from "@/ui";
import { useEventNames } from "../api";
import { Conditions } from "./Conditions";
import type { EventDraft } from "./draft";
import { PathInput } from "./PathInput";
import { type Found, pathsWithin } from "./paths";
import { ValueRows } from "./ValueRows";
import styles from "./Webhooks.module.css";

const KINDS = ["track", "identify", "page", "screen", "group"] as const;
const IDENTIFIERS = ["user_id", "phone", "email", "unionid", "openid", "external_userid", "anonymous_id"];
const TRAITS = ["name", "phone", "email", "city", "province", "birthday", "gender", "company"];
const PROPERTIES = [
  "order_id",
  "total",
  "product_id",
  "category",
  "brand",
  "quantity",
  "price",
  "channel",
  "store",
];

interface Props {
  number: number;
  event: EventDraft;
  onChange: (event: EventDraft) => void;
  onRemove?: () => void;
  paths: Found[];
}

/** The name of the event: a fixed one, or what stands at a path. */
function EventName({ event, change, paths }: { event: EventDraft; change: Change; paths: Found[] }) {
  const t = useText();
  const names = useEventNames();
  const label = t(event.kind === "group" ? "data.hooks.group_id" : "data.hooks.event_name");
  const options = (names.data ?? []).map((one) => {
    const value = one.segment_name || one.name;
    return { value, label: `${value} · ${one.label}` };
  });
  return (
    <>
      <Form.Item label={label}>
        <AutoComplete
          value={event.event.constant == null ? "" : String(event.event.constant)}
          onChange={(value) => change({ event: { ...event.event, constant: value || null } })}
          aria-label={label}
          placeholder="Order Completed"
          showSearch={{
            filterOption: (typed, option) =>
              String(option?.label).toLowerCase().includes(typed.toLowerCase()),
          }}
          options={options}
        />
      </Form.Item>
      <Form.Item label={t("data.hooks.or_path")}>
        <PathInput
          value={event.event.path ?? ""}
          onChange={(path) => change({ event: { ...event.event, path } })}
          paths={paths}
          label={t("data.hooks.or_path")}
        />
      </Form.Item>
    </>
  );
}

type Change = (changes: Partial<EventDraft>) => void;

/** One event that a delivery gives. */
export function EventCard({ number, event, onChange, onRemove, paths }: Props) {
  const t = useText();
  const change: Change = (changes) => onChange({ ...event, ...changes });
  const within = pathsWithin(paths, event.each);
  const withTraits = event.kind === "identify" || event.kind === "group";
  return (
    <Card
      title={t("data.hooks.event_number", { number })}
      note={event.each ? t("data.hooks.each_note") : undefined}
      extra={
        onRemove && (
          <Button size="small" type="link" onClick={onRemove}>
            {t("data.hooks.remove_event")}
          </Button>
        )
      }
    >
      <Form layout="vertical" requiredMark={false} component="div">
        <div className={styles.grid}>
          <Form.Item label={t("data.hooks.kind")}>
            <Select
              value={event.kind}
              onChange={(kind) => change({ kind })}
              aria-label={t("data.hooks.kind")}
              options={KINDS.map((value) => ({ value, label: t(`data.kind.${value}`) }))}
            />
          </Form.Item>
          {event.kind !== "identify" && <EventName event={event} change={change} paths={within} />}
          <Form.Item label={t("data.hooks.each")} tooltip={t("data.hooks.each_lesson")}>
            <PathInput
              value={event.each}
              onChange={(each) => change({ each })}
              paths={paths}
              label={t("data.hooks.each")}
              lists
            />
          </Form.Item>
          <Form.Item label={t("data.hooks.time")} tooltip={t("data.hooks.time_lesson")}>
            <PathInput
              value={event.time.path ?? ""}
              onChange={(path) => change({ time: { path } })}
              paths={within}
              label={t("data.hooks.time")}
            />
          </Form.Item>
          <Form.Item label={t("data.hooks.message_id")} tooltip={t("data.hooks.message_id_lesson")}>
            <PathInput
              value={event.message_id.path ?? ""}
              onChange={(path) => change({ message_id: { path } })}
              paths={within}
              label={t("data.hooks.message_id")}
            />
          </Form.Item>
        </div>
      </Form>
      <Conditions rows={event.when} onChange={(when) => change({ when })} paths={within} />
      <ValueRows
        title={t("data.hooks.identifiers")}
        lesson={t("data.hooks.identifiers_lesson")}
        rows={event.identifiers}
        onChange={(identifiers) => change({ identifiers })}
        paths={within}
        names={IDENTIFIERS}
      />
      {event.kind !== "identify" && (
        <ValueRows
          title={t("data.hooks.properties")}
          rows={event.properties}
          onChange={(properties) => change({ properties })}
          paths={within}
          names={PROPERTIES}
        />
      )}
      {withTraits && (
        <ValueRows
          title={t("data.hooks.traits")}
          rows={event.traits}
          onChange={(traits) => change({ traits })}
          paths={within}
          names={TRAITS}
        />
      )}
    </Card>
  );
}

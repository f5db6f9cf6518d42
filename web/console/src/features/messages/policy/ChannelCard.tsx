import { Button, InputNumber, Skeleton } from "antd";
import { CirclePause, CirclePlay } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { useText } from "@/i18n";
import {
  Card,
  ConfirmButton,
  DateTime,
  Definition,
  ErrorState,
  NumberText,
  StatusDot,
  type Tone,
  toast,
} from "@/ui";
import { type Channel, useChangeChannel, useChannels } from "../api";
import styles from "./Policy.module.css";

function stateOf(channel: Channel): { tone: Tone; word: string } {
  if (channel.paused) return { tone: "warn", word: "paused" };
  if (channel.broken_until) return { tone: "bad", word: "broken" };
  return { tone: "ok", word: "running" };
}

function PauseButton({ channel }: { channel: Channel }) {
  const t = useText();
  const change = useChangeChannel();
  const set = (paused: boolean) =>
    change.mutate(
      { key: channel.key, paused },
      { onSuccess: () => toast.success(t(`messages.channel.${paused ? "paused_done" : "resumed_done"}`)) },
    );
  if (channel.paused)
    return (
      <Button
        type="primary"
        icon={<CirclePlay size={15} />}
        loading={change.isPending}
        onClick={() => set(false)}
      >
        {t("messages.channel.resume")}
      </Button>
    );
  return (
    <ConfirmButton
      question={t("messages.channel.pause_question")}
      lesson={t("messages.channel.pause_lesson")}
      confirm={t("messages.channel.pause")}
      onConfirm={() => set(true)}
      button={{ icon: <CirclePause size={15} />, loading: change.isPending }}
    >
      {t("messages.channel.pause")}
    </ConfirmButton>
  );
}

function Rate({ channel, readOnly }: { channel: Channel; readOnly: boolean }) {
  const t = useText();
  const change = useChangeChannel();
  const [rate, setRate] = useState(channel.rate_per_minute);
  useEffect(() => setRate(channel.rate_per_minute), [channel.rate_per_minute]);
  const save = () => {
    if (rate === channel.rate_per_minute) return;
    change.mutate(
      { key: channel.key, rate_per_minute: rate ?? 0 },
      { onSuccess: () => toast.success(t("messages.channel.rate_saved")) },
    );
  };
  return (
    <InputNumber
      size="small"
      min={0}
      precision={0}
      value={rate}
      readOnly={readOnly}
      placeholder={t("messages.policy.no_limit")}
      aria-label={t("messages.channel.rate")}
      onChange={setRate}
      onBlur={save}
      onPressEnter={save}
      style={{ width: 96 }}
    />
  );
}

function Facts({ channel, readOnly }: { channel: Channel; readOnly: boolean }) {
  const t = useText();
  const { tone, word } = stateOf(channel);
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{t("messages.channel.state")}</dt>
        <dd>
          <StatusDot tone={tone}>{t(`messages.channel.${word}`)}</StatusDot>
        </dd>
      </div>
      <div>
        <dt>{t("messages.channel.mode")}</dt>
        <dd>
          <Definition text={t(`messages.channel.mode_${channel.mode}_lesson`)}>
            {t(`messages.channel.mode_${channel.mode}`)}
          </Definition>
        </dd>
      </div>
      <div>
        <dt>{t("messages.channel.waiting")}</dt>
        <dd>
          <Link to="/messages?state=queued">
            <NumberText value={channel.waiting} />
          </Link>
        </dd>
      </div>
      <div>
        <dt>
          <Definition text={t("messages.channel.rate_lesson")}>{t("messages.channel.rate")}</Definition>
        </dt>
        <dd>
          <Rate channel={channel} readOnly={readOnly} />
        </dd>
      </div>
      <div>
        <dt>
          <Definition text={t("messages.channel.failures_lesson")}>
            {t("messages.channel.failures")}
          </Definition>
        </dt>
        <dd>{channel.failures}</dd>
      </div>
      {channel.broken_until && (
        <div>
          <dt>{t("messages.channel.broken_until")}</dt>
          <dd>
            <DateTime at={channel.broken_until} format="full" />
          </dd>
        </div>
      )}
    </dl>
  );
}

/** The channel's state, with the switch that holds everything back. */
export function ChannelCard({ readOnly }: { readOnly: boolean }) {
  const t = useText();
  const channels = useChannels();
  return (
    <Card title={t("messages.channel.title")}>
      {channels.isPending && <Skeleton active title={false} paragraph={{ rows: 5 }} />}
      {channels.isError && (
        <ErrorState compact error={channels.error} retry={() => void channels.refetch()} />
      )}
      {channels.data?.map((channel) => (
        <div key={channel.key}>
          <Facts channel={channel} readOnly={readOnly} />
          {channel.last_error && <div className={styles.error}>{channel.last_error}</div>}
          {!readOnly && <PauseButton channel={channel} />}
        </div>
      ))}
    </Card>
  );
}

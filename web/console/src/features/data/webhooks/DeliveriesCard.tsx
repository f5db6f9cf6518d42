import { Button, Segmented } from "antd";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import {
  type Column,
  ConfirmButton,
  DataTable,
  DateTime,
  ErrorState,
  JsonView,
  NumberText,
  SideDrawer,
  StatusDot,
  type Tone,
  toast,
} from "@/ui";
import { type Delivery, useDecide, useDeliveries, usePayload } from "./api";
import styles from "./Webhooks.module.css";

const TONES: Record<Delivery["state"], Tone> = {
  taken: "ok",
  ignored: "neutral",
  waiting: "warn",
  refused: "bad",
  dropped: "neutral",
};
const STATES = ["", "waiting", "taken", "ignored", "refused"] as const;

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface PayloadProps {
  hook: string;
  shown: Delivery | undefined;
  onClose: () => void;
  onUse: (payload: string) => void;
}

function PayloadDrawer({ hook, shown, onClose, onUse }: PayloadProps) {
  const t = useText();
  const payload = usePayload(hook, shown?.id);
  return (
    <SideDrawer
      open={shown !== undefined}
      onClose={onClose}
      title={t("data.hooks.payload")}
      purpose={t("data.hooks.payload_lesson")}
      width={640}
      actions={
        <Button
          disabled={!payload.data}
          onClick={() => {
            onUse(payload.data?.body ?? "");
            onClose();
          }}
        >
          {t("data.hooks.use_as_sample")}
        </Button>
      }
    >
      <p className={styles.wrong}>{shown?.error}</p>
      {payload.error && <ErrorState error={payload.error} retry={() => void payload.refetch()} />}
      {payload.data && (
        <>
          <JsonView value={jsonOr(payload.data.body)} maxHeight={420} />
          <h4 className={styles.headers}>{t("data.hooks.headers")}</h4>
          <JsonView value={payload.data.headers} maxHeight={240} />
        </>
      )}
    </SideDrawer>
  );
}

interface Props {
  hook: string;
  onSample: (payload: string) => void;
}

/** What came in lately, why some of it waits, and its replay. */
export function DeliveriesCard({ hook, onSample }: Props) {
  const t = useText();
  const list = useDeliveries(hook);
  const { replay, drop } = useDecide(hook);
  const [shown, setShown] = useState<Delivery>();
  const again = (ids: string[]) =>
    replay.mutate(ids, {
      onSuccess: (done) =>
        toast[done.failed ? "error" : "success"](
          t("data.hooks.replayed", { taken: done.taken, failed: done.failed }),
        ),
    });
  const columns: Column<Delivery>[] = [
    {
      key: "state",
      title: t("data.hooks.state"),
      width: 110,
      required: true,
      render: (one) => <StatusDot tone={TONES[one.state]}>{t(`data.hooks.state_${one.state}`)}</StatusDot>,
      csv: (one) => one.state,
    },
    {
      key: "error",
      title: t("data.hooks.result"),
      required: true,
      render: (one) =>
        one.error ? (
          <span className={styles.error} title={one.error}>
            {one.error}
          </span>
        ) : (
          t("data.hooks.gave", { count: one.events })
        ),
      csv: (one) => one.error || one.events,
    },
    {
      key: "attempts",
      title: t("data.hooks.attempts"),
      definition: t("data.hooks.attempts_definition"),
      align: "right",
      width: 90,
      render: (one) => <NumberText value={one.attempts} />,
      csv: (one) => one.attempts,
    },
    {
      key: "last_at",
      title: t("data.hooks.last"),
      sort: "last_at",
      align: "right",
      width: 130,
      render: (one) => <DateTime at={one.last_at} />,
      csv: (one) => one.last_at,
    },
    {
      key: "actions",
      title: "",
      required: true,
      align: "right",
      width: 170,
      render: (one) =>
        one.state === "waiting" && (
          <span className="row" style={{ justifyContent: "flex-end" }}>
            <Button size="small" onClick={() => setShown(one)}>
              {t("data.hooks.payload")}
            </Button>
            <Button size="small" loading={replay.isPending} onClick={() => again([one.id])}>
              {t("data.hooks.replay")}
            </Button>
          </span>
        ),
    },
  ];
  const waiting = list.items.some((one) => one.state === "waiting");
  return (
    <>
      <DataTable
        name="hook-deliveries"
        list={list}
        columns={columns}
        filters={
          <>
            <Segmented
              value={list.filters.state}
              onChange={(state) => list.change({ state })}
              aria-label={t("data.hooks.state")}
              options={STATES.map((value) => ({ value, label: t(`data.hooks.state_${value || "all"}`) }))}
            />
            {waiting && (
              <>
                <Button icon={<RotateCw size={14} />} loading={replay.isPending} onClick={() => again([])}>
                  {t("data.hooks.replay_all")}
                </Button>
                <ConfirmButton
                  question={t("data.hooks.drop_question")}
                  lesson={t("data.hooks.drop_lesson")}
                  confirm={t("data.hooks.drop")}
                  onConfirm={() => drop.mutate([])}
                >
                  {t("data.hooks.drop")}
                </ConfirmButton>
              </>
            )}
          </>
        }
        empty={{ title: t("data.hooks.none_came"), lesson: t("data.hooks.none_came_lesson") }}
      />
      <PayloadDrawer hook={hook} shown={shown} onClose={() => setShown(undefined)} onUse={onSample} />
    </>
  );
}

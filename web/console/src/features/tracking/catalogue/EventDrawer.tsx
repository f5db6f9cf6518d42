import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { ConfirmButton, ErrorState, SideDrawer, toast } from "@/ui";
import {
  type Detail,
  type PlannedEvent,
  readEvent,
  useCatalogueEvent,
  useDeclare,
  useWithdraw,
} from "../api";
import { EventForm } from "./EventForm";
import { PropertiesEditor } from "./PropertiesEditor";
import { SeenTable } from "./SeenTable";

const NEW: PlannedEvent = {
  name: "",
  label_zh: "",
  label_en: "",
  description: "",
  category: "other",
  owner: "",
  status: "active",
  enforced: false,
  properties: [],
};
const EMPTY: Detail = { event: NEW, label: "", standard: false, declared: false, categories: [], seen: [] };

/** One event: its declaration, and beside it what really came. An empty name declares a new one. */
export function EventDrawer({ name, onClose }: { name: string; onClose: () => void }) {
  const detail = useCatalogueEvent(name || undefined);
  const t = useText();
  if (detail.isError)
    return (
      <SideDrawer open onClose={onClose} title={name}>
        <ErrorState error={detail.error} retry={() => void detail.refetch()} />
      </SideDrawer>
    );
  if (name && !detail.data) return null;
  const shown = detail.data ?? EMPTY;
  return (
    <Editor
      detail={shown}
      title={name ? shown.label : t("tracking.event.new")}
      fresh={!name}
      onClose={onClose}
    />
  );
}

interface Props {
  detail: Detail;
  title: string;
  fresh: boolean;
  onClose: () => void;
}

function Editor({ detail, title, fresh, onClose }: Props) {
  const t = useText();
  const can = useCan()("events.write");
  const [event, setEvent] = useState(detail.event);
  const declare = useDeclare();
  const withdraw = useWithdraw();
  const change = (part: Partial<PlannedEvent>) => setEvent((before) => ({ ...before, ...part }));
  const infer = async () => change({ properties: (await readEvent(event.name, true)).event.properties });
  const save = () =>
    declare.mutate(event, {
      onSuccess: () => {
        toast.success(t("tracking.event.saved"));
        onClose();
      },
    });
  const drop = () => withdraw.mutate(event.name, { onSuccess: onClose });
  return (
    <SideDrawer
      open
      onClose={onClose}
      width={920}
      title={title}
      purpose={fresh ? t("tracking.event.new_lesson") : <span className="mono">{event.name}</span>}
      actions={
        !fresh && (
          <Link to={`/events?name=${encodeURIComponent(event.name)}`}>
            <Button>{t("tracking.event.live")}</Button>
          </Link>
        )
      }
      footer={
        can && (
          <>
            {detail.declared && (
              <ConfirmButton
                question={t("tracking.event.withdraw_question")}
                lesson={t("tracking.event.withdraw_lesson")}
                confirm={t("tracking.event.withdraw")}
                onConfirm={drop}
              >
                {t("tracking.event.withdraw")}
              </ConfirmButton>
            )}
            <Button type="primary" loading={declare.isPending} disabled={!event.name.trim()} onClick={save}>
              {t("tracking.event.save")}
            </Button>
          </>
        )
      }
    >
      <div className="stack" style={{ gap: 20 }}>
        <EventForm event={event} fresh={fresh} locked={!can} change={change} />
        <PropertiesEditor
          title={t("tracking.event.properties")}
          specs={event.properties ?? []}
          locked={!can}
          onChange={(properties) => change({ properties })}
          onInfer={fresh || !can ? undefined : () => void infer()}
        />
        {!fresh && <SeenTable seen={detail.seen} />}
      </div>
    </SideDrawer>
  );
}

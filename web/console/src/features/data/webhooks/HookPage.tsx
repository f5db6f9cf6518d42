import { Button, Tabs } from "antd";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { isApiError } from "@/api/errors";
import { useText } from "@/i18n";
import { ConfirmButton, ErrorState, PageFrame, PageSkeleton, toast } from "@/ui";
import { type HookDetail, useDeleteHook, useHook, useSaveHook } from "./api";
import { DeliveriesCard } from "./DeliveriesCard";
import { bodyOf, cleaned, type Draft, draftOf, type EventDraft, newDraft, newEvent } from "./draft";
import { EventCard } from "./EventCard";
import { pathsIn } from "./paths";
import { SettingsCard } from "./SettingsCard";
import { TrialCard } from "./TrialCard";
import styles from "./Webhooks.module.css";

const MAX_EVENTS = 10;

interface EditorProps {
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
  saved: HookDetail | undefined;
  errors: Record<string, string>;
}

function Editor({ draft, change, saved, errors }: EditorProps) {
  const t = useText();
  const paths = useMemo(() => pathsIn(draft.sample), [draft.sample]);
  const mapping = useMemo(() => ({ events: draft.events.map(cleaned) }), [draft.events]);
  const put = (at: number, event: EventDraft) =>
    change({ events: draft.events.map((one, place) => (place === at ? event : one)) });
  const remove = (at: number) => change({ events: draft.events.filter((_, place) => place !== at) });
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        <SettingsCard draft={draft} onChange={change} saved={saved} errors={errors} />
        {draft.events.map((event, at) => (
          <EventCard
            // biome-ignore lint/suspicious/noArrayIndexKey: events have no identity but their place
            key={at}
            number={at + 1}
            event={event}
            onChange={(changed) => put(at, changed)}
            onRemove={draft.events.length > 1 ? () => remove(at) : undefined}
            paths={paths}
          />
        ))}
        {draft.events.length < MAX_EVENTS && (
          <div>
            <Button
              icon={<Plus size={15} />}
              onClick={() => change({ events: [...draft.events, newEvent()] })}
            >
              {t("data.hooks.add_event")}
            </Button>
          </div>
        )}
      </div>
      <TrialCard sample={draft.sample} onSample={(sample) => change({ sample })} mapping={mapping} />
    </div>
  );
}

function Form({ saved }: { saved: HookDetail | undefined }) {
  const t = useText();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(() => (saved ? draftOf(saved) : newDraft()));
  const [tab, setTab] = useState("mapping");
  const save = useSaveHook(saved?.id);
  const remove = useDeleteHook();
  const change = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }));
  const refused = isApiError(save.error) ? save.error : undefined;
  const errors = Object.fromEntries(
    Object.keys(refused?.fields ?? {}).map((field) => [field.replace(/^body\./, ""), refused?.detail ?? ""]),
  );
  const submit = () =>
    save.mutate(bodyOf(draft), {
      onSuccess: (done) => {
        toast.success(t("data.hooks.saved"));
        setDraft(draftOf(done));
        if (!saved) navigate(`/webhooks/${done.id}`, { replace: true });
      },
    });
  const editor = <Editor draft={draft} change={change} saved={saved} errors={errors} />;
  return (
    <PageFrame
      title={saved ? saved.name : t("data.hooks.create")}
      crumb={saved?.name}
      purpose={t("data.hooks.page_purpose")}
      actions={
        <>
          {saved && (
            <ConfirmButton
              question={t("data.hooks.delete_question", { name: saved.name })}
              lesson={t("data.hooks.delete_lesson")}
              confirm={t("data.hooks.delete")}
              onConfirm={() => remove.mutate(saved.id, { onSuccess: () => navigate("/webhooks") })}
            >
              {t("data.hooks.delete")}
            </ConfirmButton>
          )}
          <Button type="primary" loading={save.isPending} onClick={submit}>
            {t("data.hooks.save")}
          </Button>
        </>
      }
    >
      {save.error && (
        <p className={styles.wrong} role="alert">
          {refused?.detail ?? save.error.message}
        </p>
      )}
      {saved ? (
        <Tabs
          activeKey={tab}
          onChange={setTab}
          items={[
            { key: "mapping", label: t("data.hooks.tab_mapping"), children: editor },
            {
              key: "deliveries",
              label: t("data.hooks.tab_deliveries"),
              children: (
                <DeliveriesCard
                  hook={saved.id}
                  onSample={(sample) => {
                    change({ sample });
                    setTab("mapping");
                  }}
                />
              ),
            },
          ]}
        />
      ) : (
        editor
      )}
    </PageFrame>
  );
}

/** One inbound webhook: address, check, mapping with its preview, and what came in. */
export default function HookPage() {
  const { id } = useParams();
  const known = id === "new" ? undefined : id;
  const hook = useHook(known);
  if (hook.error) return <ErrorState error={hook.error} retry={() => void hook.refetch()} />;
  if (known && !hook.data) return <PageSkeleton />;
  return <Form key={known ?? "new"} saved={hook.data} />;
}

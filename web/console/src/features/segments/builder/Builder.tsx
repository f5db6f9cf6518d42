import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, PageFrame, toast } from "@/ui";
import { type Segment, useUpdateSegment } from "../api";
import { type Condition, useWords } from "../condition";
import { countable } from "../condition/complete";
import { PersonaCard } from "../depth/PersonaCard";
import { SegmentTabs, useTab } from "../depth/SegmentTabs";
import { AboutCard } from "./AboutCard";
import { type Behind, BehindDrawer, reachable } from "./BehindDrawer";
import { BuilderActions } from "./BuilderActions";
import styles from "./builder.module.css";
import { ConditionCard } from "./ConditionCard";
import { HistoryCard } from "./HistoryCard";
import { MembersCard, PeopleTable } from "./MembersCard";
import { ReachCard } from "./ReachCard";
import { SaveDialog } from "./SaveDialog";
import { StartersCard } from "./StartersCard";
import { StatusChips } from "./StatusChips";
import { useDraft } from "./useDraft";
import { faultsOf, useLiveCount } from "./useLiveCount";

interface Props {
  /** Undefined: a new one. */
  segment: Segment | undefined;
  initial: Condition;
}

type After = "stay" | "journey";

/** Saves the draft: the first time under a name, later in place; refusals stand at their leaves. */
function useSaving(segment: Segment | undefined, condition: Condition, open: number) {
  const t = useText();
  const navigate = useNavigate();
  const update = useUpdateSegment();
  const [naming, setNaming] = useState<After | "copy" | null>(null);
  const [saved, setSaved] = useState<Condition | null>(null);
  const leave = (made: Segment, after: After | "copy") => {
    toast.success(t("segments.builder.saved", { name: made.name }));
    navigate(after === "journey" ? `/journeys?segment=${made.id}` : `/segments/${made.id}`);
  };
  const save = (after: After, dirty: boolean) => {
    if (open > 0) return toast.error(t("segments.builder.open_refused", { count: open }));
    if (!segment) return setNaming(after);
    if (!dirty) return navigate(`/journeys?segment=${segment.id}`);
    update.mutate(
      { id: segment.id, condition: condition as unknown as Record<string, unknown> },
      {
        onSuccess: (made) => {
          setSaved(condition);
          if (after === "journey") leave(made, after);
          else toast.success(t("segments.builder.saved", { name: made.name }));
        },
        onError: (error) => toast.error(error),
      },
    );
  };
  return { save, naming, setNaming, leave, saved, update };
}

/** The condition with live figures on the left, reach and history on the right. */
export function Builder({ segment, initial }: Props) {
  const t = useText();
  const draft = useDraft(initial);
  const live = useLiveCount(draft.condition, true);
  const saving = useSaving(segment, draft.condition, live.open);
  const [behind, setBehind] = useState<Behind | null>(null);
  const writes = useCan()("segments.write");
  const stored = saving.saved ?? initial;
  const dirty = JSON.stringify(draft.condition) !== JSON.stringify(stored);
  useLeaveWarning(dirty && writes);
  const errors = {
    ...live.faults,
    ...(dirty ? faultsOf(saving.update.error, t("segments.builder.here")) : {}),
  };
  const sample = live.preview.data?.sample ?? [];
  const words = useWords();
  const { open } = useTab();
  const openFound = (channel?: string) => {
    const name = segment?.name ?? t("segments.reach.count");
    if (segment && !dirty && !channel) return setBehind({ segment, title: name });
    const { condition } = countable(draft.condition);
    if (!channel) return setBehind({ condition, title: name });
    const title = `${name} · ${t("segments.reach.title")} ${words.label("channels", channel)}`;
    setBehind({ condition: reachable(condition, channel), title });
  };
  const overview = (
    <div className={styles.columns}>
      <div className={styles.column}>
        <ConditionCard
          condition={draft.condition}
          onChange={draft.change}
          live={live}
          errors={errors}
          onPeople={(condition, title) => setBehind({ condition, title })}
        />
        {segment && !dirty ? (
          <MembersCard segment={segment} onAll={() => openFound()} />
        ) : (
          <Card flush title={t("segments.members.sample")} note={t("segments.members.sample_note")}>
            {sample.length > 0 ? (
              <PeopleTable people={sample} />
            ) : (
              <p className={`muted ${styles.inset}`}>{t("segments.members.nobody")}</p>
            )}
          </Card>
        )}
      </div>
      <div className={styles.column}>
        <ReachCard
          preview={live.preview.data}
          busy={live.busy}
          segment={segment}
          saved={!dirty}
          onOpen={openFound}
        />
        {segment ? (
          <>
            <PersonaCard id={segment.id} onAll={() => open("persona")} />
            <HistoryCard id={segment.id} />
            <AboutCard segment={segment} />
          </>
        ) : (
          <StartersCard onPick={draft.change} />
        )}
      </div>
    </div>
  );
  return (
    <PageFrame
      title={segment?.name ?? t("segments.nav.new")}
      crumb={segment?.name ?? t("segments.nav.new")}
      purpose={segment ? segment.description : t("segments.builder.purpose")}
      chips={segment && <StatusChips segment={segment} dirty={dirty} />}
      actions={
        <BuilderActions segment={segment} draft={draft} dirty={dirty} writes={writes} saving={saving} />
      }
    >
      {segment ? <SegmentTabs segment={segment} overview={overview} /> : overview}
      <SaveDialog
        open={saving.naming !== null}
        onClose={() => saving.setNaming(null)}
        condition={draft.condition}
        name={segment ? t("segments.list.copy_of", { name: segment.name }) : ""}
        description={segment?.description}
        onDone={(made) => saving.leave(made, saving.naming ?? "stay")}
      />
      <BehindDrawer behind={behind} onClose={() => setBehind(null)} />
    </PageFrame>
  );
}

/** The browser asks before a draft is lost with the tab. */
function useLeaveWarning(on: boolean) {
  useEffect(() => {
    if (!on) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [on]);
}

export type Saving = ReturnType<typeof useSaving>;

import { ReactFlowProvider } from "@xyflow/react";
import { Modal } from "antd";
import { PanelRightOpen } from "lucide-react";
import { useMemo, useState } from "react";
import { useParams } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { ErrorState, IconButton, PageSkeleton, useCrumbName } from "@/ui";
import { type Detail, type Issue, useIssues, useJourney, useReport } from "./api";
import { Canvas } from "./canvas/Canvas";
import { CanvasContext, type CanvasWorld } from "./canvas/context";
import { Empty } from "./canvas/Empty";
import { LiftCard } from "./canvas/LiftCard";
import panels from "./canvas/Panels.module.css";
import { Toolbar } from "./canvas/Toolbar";
import { isEntry } from "./graph/model";
import { useWords } from "./names";
import { DryRunDrawer } from "./page/DryRunDrawer";
import { Header } from "./page/Header";
import page from "./page/Page.module.css";
import { PublishDialog } from "./page/PublishDialog";
import { SidePanel } from "./page/SidePanel";
import { StopDialog } from "./page/StopDialog";
import { type DraftHandle, useDraft } from "./page/useDraft";
import { type Editing, useEditing } from "./page/useEditing";
import { useKeys } from "./page/useKeys";
import { useDrill } from "./useDrill";

/** A journey's canvas: the draft is edited, the live version's figures stand on it. */
export default function CanvasPage() {
  const { id = "" } = useParams();
  const [turn, setTurn] = useState(0);
  const journey = useJourney(id);
  if (journey.isPending) return <PageSkeleton />;
  if (journey.isError) return <ErrorState page error={journey.error} retry={() => void journey.refetch()} />;
  return (
    <ReactFlowProvider key={`${id}-${turn}`}>
      <Loaded
        journey={journey.data}
        onReload={() => void journey.refetch().then(() => setTurn((one) => one + 1))}
      />
    </ReactFlowProvider>
  );
}

function useWorldOf(journey: Detail, draft: DraftHandle, editing: Editing) {
  const { graph } = draft.draft;
  const runs = journey.state === "live";
  const report = useReport(journey.id, runs).data;
  const issues = useIssues(journey.id, graph, draft.version).data;
  const words = useWords();
  const editable = useCan()("journeys.write");
  const drill = useDrill(journey.id, (node) => {
    const step = graph.nodes.find((one) => one.id === node);
    return step ? words.title(step) : words.node(node);
  });
  const byStep = useMemo(() => {
    const found = new Map<string, Issue[]>();
    for (const one of [...(issues?.errors ?? []), ...(issues?.warnings ?? [])])
      if (one.node) found.set(one.node, [...(found.get(one.node) ?? []), one]);
    return found;
  }, [issues]);
  const { openPeople, openMessages } = drill;
  const { insert, disconnect, setTab, setPanel } = editing;
  const shown = journey.version === null ? undefined : report;
  const world = useMemo<CanvasWorld>(
    () => ({
      graph,
      report: shown,
      words,
      issues: byStep,
      editable,
      insert,
      disconnect,
      openPeople,
      openMessages,
      openSettings: () => {
        setTab("settings");
        setPanel(true);
      },
    }),
    [graph, shown, words, byStep, editable, insert, disconnect, openPeople, openMessages, setTab, setPanel],
  );
  return { world, issues, report: shown, drawers: drill.drawers };
}

function Loaded({ journey, onReload }: { journey: Detail; onReload: () => void }) {
  const draft = useDraft(journey);
  const editing = useEditing(draft);
  const { world, issues, report, drawers } = useWorldOf(journey, draft, editing);
  const [dialog, setDialog] = useState<"publish" | "try" | "stop" | null>(null);
  const close = () => setDialog(null);
  useCrumbName(draft.draft.name);
  useKeys({ ...editing, undo: draft.undo, redo: draft.redo }, world.editable && dialog === null);
  const openIssue = (node: string) => (node ? editing.reveal(node) : world.openSettings());
  return (
    <CanvasContext value={world}>
      <div className={page.page}>
        <Header
          journey={journey}
          draft={draft}
          issues={issues}
          onIssue={openIssue}
          onTry={() => setDialog("try")}
          onPublish={() => setDialog("publish")}
          onStop={() => setDialog("stop")}
        />
        <div className={page.main}>
          <Middle draft={draft} editing={editing} world={world} />
          {editing.panel && <SidePanel journey={journey} draft={draft} editing={editing} />}
        </div>
        <PublishDialog
          open={dialog === "publish"}
          onClose={close}
          journey={journey}
          draft={draft}
          issues={issues}
          report={report}
        />
        <StopDialog journey={journey} open={dialog === "stop"} onClose={close} />
        <DryRunDrawer
          id={journey.id}
          open={dialog === "try"}
          onClose={close}
          draft={draft}
          onStep={editing.reveal}
        />
        <ConflictDialog open={draft.state === "conflict"} text={draft.problem} onReload={onReload} />
        {drawers}
      </div>
    </CanvasContext>
  );
}

interface MiddleProps {
  draft: DraftHandle;
  editing: Editing;
  world: CanvasWorld;
}

function Middle({ draft, editing, world }: MiddleProps) {
  const t = useText();
  const bare = !world.graph.nodes.some(isEntry);
  const [palette, setPalette] = useState(false);
  return (
    <Canvas
      selected={editing.selected}
      onSelect={editing.show}
      way={editing.way}
      onWay={editing.setWay}
      onMove={editing.move}
      onConnect={editing.lead}
      onDrop={editing.add}
    >
      <div className={panels.side}>
        {world.report && <LiftCard report={world.report} />}
        <Toolbar
          undo={draft.undo}
          redo={draft.redo}
          onLayout={editing.arrange}
          onAdd={editing.add}
          palette={palette}
          onPalette={setPalette}
        />
      </div>
      {!editing.panel && (
        <div className={panels.reopen}>
          <IconButton
            label={t("journeys.panel.open")}
            icon={PanelRightOpen}
            onClick={() => editing.setPanel(true)}
          />
        </div>
      )}
      {bare && world.editable && <Empty onAdd={editing.add} />}
    </Canvas>
  );
}

function ConflictDialog({ open, text, onReload }: { open: boolean; text: string; onReload: () => void }) {
  const t = useText();
  return (
    <Modal
      open={open}
      closable={false}
      title={t("journeys.conflict.title")}
      okText={t("journeys.conflict.reload")}
      cancelButtonProps={{ style: { display: "none" } }}
      onOk={onReload}
      width={440}
    >
      <p>{text}</p>
      <p className="muted">{t("journeys.conflict.lesson")}</p>
    </Modal>
  );
}

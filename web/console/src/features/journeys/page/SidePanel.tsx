import { useText } from "@/i18n";
import { toast } from "@/ui";
import type { Detail } from "../api";
import { useWorld } from "../canvas/context";
import { NO_SETTINGS } from "../graph/model";
import { Panel } from "../panel/Panel";
import { SettingsTab } from "../panel/SettingsTab";
import { StepTab } from "../panel/StepTab";
import { VersionsTab } from "../panel/VersionsTab";
import type { DraftHandle } from "./useDraft";
import type { Editing } from "./useEditing";

interface Props {
  journey: Detail;
  draft: DraftHandle;
  editing: Editing;
}

export function SidePanel({ journey, draft, editing }: Props) {
  const t = useText();
  const { graph } = useWorld();
  const [only] = editing.selected;
  const step = editing.selected.length === 1 ? graph.nodes.find((one) => one.id === only) : undefined;
  return (
    <Panel tab={editing.tab} onTab={editing.setTab} onClose={() => editing.setPanel(false)}>
      {editing.tab === "step" && (
        <StepTab
          step={step}
          onSelect={editing.reveal}
          onChange={editing.replace}
          onCopy={editing.copyStep}
          onDelete={editing.removeStep}
        />
      )}
      {editing.tab === "settings" && (
        <SettingsTab
          name={draft.draft.name}
          description={draft.draft.description}
          onWords={draft.changeWords}
          onSettings={(settings, tag) => draft.changeGraph((one) => ({ ...one, settings }), tag)}
        />
      )}
      {editing.tab === "versions" && (
        <VersionsTab
          id={journey.id}
          onRestore={(made, number) => {
            const settings = { ...NO_SETTINGS, ...made.settings };
            draft.changeGraph(() => ({ nodes: made.nodes, settings }));
            toast.success(t("journeys.versions.restored", { number }));
          }}
        />
      )}
    </Panel>
  );
}

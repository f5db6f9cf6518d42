import { useState } from "react";
import { type Behind, type Journey, useJourney } from "../api";
import { EnrolmentsDrawer } from "../EnrolmentsDrawer";
import type { Graph } from "../graph/model";
import { useWords } from "../names";

interface Shown {
  journey: Journey;
  behind: Behind;
  title: string;
}

/** The people behind a number of any journey in the list. */
export function useDrillAny() {
  const [shown, setShown] = useState<Shown | null>(null);
  return {
    open: (journey: Journey, behind: Behind, title: string) => setShown({ journey, behind, title }),
    drawer: shown && <Behinds shown={shown} onClose={() => setShown(null)} />,
  };
}

function Behinds({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const words = useWords();
  const draft = useJourney(shown.journey.id).data?.draft as unknown as Graph | undefined;
  const nameOf = (node: string) => {
    const step = draft?.nodes.find((one) => one.id === node);
    return step ? words.title(step) : words.node(node);
  };
  return (
    <EnrolmentsDrawer
      journey={shown.journey.id}
      behind={shown.behind}
      title={`${shown.journey.name} · ${shown.title}`}
      onClose={onClose}
      nameOf={nameOf}
    />
  );
}

import { useState } from "react";
import type { Behind, Journey } from "../api";
import { EnrolmentsDrawer } from "../EnrolmentsDrawer";

/** The people behind a number of any journey in the list. */
export function useDrillAny() {
  const [shown, setShown] = useState<{ journey: Journey; behind: Behind; title: string } | null>(null);
  return {
    open: (journey: Journey, behind: Behind, title: string) => setShown({ journey, behind, title }),
    drawer: shown && (
      <EnrolmentsDrawer
        journey={shown.journey.id}
        behind={shown.behind}
        title={`${shown.journey.name} · ${shown.title}`}
        onClose={() => setShown(null)}
        nameOf={(node) => node}
      />
    ),
  };
}

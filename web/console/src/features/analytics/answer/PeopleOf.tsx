import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { PeopleDrawer } from "@/features/people";
import { loadPeople } from "../api";
import type { Kind } from "../question";

interface Asked {
  title: string;
  note?: string;
  /** What the server is asked: the question and the place of the number in its answer. */
  body: Record<string, unknown>;
}

const Opening = createContext<(asked: Asked) => void>(() => undefined);

/** Numbers below open the people behind them. */
export function PeopleOf({ kind, children }: { kind: Kind; children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const open = useCallback((one: Asked) => setAsked(one), []);
  return (
    <Opening.Provider value={open}>
      {children}
      <PeopleDrawer
        title={asked?.title ?? null}
        purpose={asked?.note}
        onClose={() => setAsked(null)}
        queryKey={[kind, asked?.body]}
        load={(cursor) => loadPeople(kind, asked?.body, cursor)}
      />
    </Opening.Provider>
  );
}

export const useOpenPeople = () => useContext(Opening);

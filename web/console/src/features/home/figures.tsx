import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { PeopleDrawer } from "@/features/people";
import { useText } from "@/i18n";
import { Definition, useFormat } from "@/ui";
import { loadPeople, type Shown, type Span } from "./api";
import styles from "./home.module.css";
import { definitionOf, figureText, nameOf } from "./words";

interface Asked {
  key: string;
  span: Span;
  part?: string;
  note: string;
}

const Opening = createContext<(asked: Asked) => void>(() => undefined);

/** Any figure below opens the list of people behind it. */
export function PeopleBehind({ children }: { children: ReactNode }) {
  const t = useText();
  const [asked, setAsked] = useState<Asked | null>(null);
  const open = useCallback((one: Asked) => setAsked(one), []);
  const key = useMemo(() => (asked ? [asked.key, asked.span, asked.part] : []), [asked]);
  return (
    <Opening.Provider value={open}>
      {children}
      <PeopleDrawer
        title={asked && nameOf(t, asked.key)}
        purpose={asked?.note}
        onClose={() => setAsked(null)}
        queryKey={key}
        load={(cursor) =>
          asked
            ? loadPeople(asked.key, asked.span, asked.part, cursor)
            : Promise.resolve({ items: [], count: 0 })
        }
      />
    </Opening.Provider>
  );
}

export const useOpenPeople = () => useContext(Opening);

/** A figure with its definition on hover; a click opens the people behind it. */
export function Figure({
  shown,
  span,
  note,
  className,
}: {
  shown: Shown;
  span: Span;
  note: string;
  className?: string;
}) {
  const t = useText();
  const format = useFormat();
  const open = useOpenPeople();
  return (
    <Definition text={definitionOf(t, shown.key)}>
      <button
        type="button"
        className={`${styles.figure} ${className ?? ""}`}
        onClick={() => open({ key: shown.key, span, note })}
      >
        {figureText(shown, shown.value, format, false)}
      </button>
    </Definition>
  );
}

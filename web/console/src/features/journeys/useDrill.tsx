import { useCallback, useState } from "react";
import type { Behind, Sent } from "./api";
import { EnrolmentsDrawer } from "./EnrolmentsDrawer";
import { MessagesDrawer } from "./MessagesDrawer";

/** Opens the people or messages behind a number; `drawers` belongs at the end of the page. */
export function useDrill(journey: string, nameOf: (node: string) => string) {
  const [people, setPeople] = useState<{ behind: Behind; title: string } | null>(null);
  const [messages, setMessages] = useState<{ sent: Sent; title: string } | null>(null);
  const openPeople = useCallback((behind: Behind, title: string) => setPeople({ behind, title }), []);
  const openMessages = useCallback((sent: Sent, title: string) => setMessages({ sent, title }), []);
  const drawers = (
    <>
      <EnrolmentsDrawer
        journey={journey}
        behind={people?.behind ?? null}
        title={people?.title ?? ""}
        onClose={() => setPeople(null)}
        nameOf={nameOf}
      />
      <MessagesDrawer
        journey={journey}
        sent={messages?.sent ?? null}
        title={messages?.title ?? ""}
        onClose={() => setMessages(null)}
      />
    </>
  );
  return { openPeople, openMessages, drawers };
}

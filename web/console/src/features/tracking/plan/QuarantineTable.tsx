import { Button, Segmented } from "antd";
import { useState } from "react";
import { useText } from "@/i18n";
import { Chip, type Column, ConfirmButton, DataTable, DateTime, JsonView, SideDrawer, toast } from "@/ui";
import { type Decision, type Quarantined, useDecide, useQuarantine } from "../api";
import { reasonWords } from "../words";

const STATES: Quarantined["state"][] = ["waiting", "released", "discarded"];

function useQuarantineColumns(): Column<Quarantined>[] {
  const t = useText();
  return [
    {
      key: "event",
      title: t("tracking.violation.event"),
      sort: "name",
      required: true,
      render: (one) => (
        <span>
          <span style={{ fontWeight: 500 }}>{one.label}</span>{" "}
          {one.label !== one.name && <span className="mono muted">{one.name}</span>}
        </span>
      ),
      csv: (one) => one.name,
    },
    {
      key: "reasons",
      title: t("tracking.quarantine.reasons"),
      render: (one) => (
        <span className="row" style={{ flexWrap: "wrap", gap: 4 }}>
          {one.reasons.slice(0, 3).map((reason) => (
            <Chip key={reason}>{reasonWords(reason)}</Chip>
          ))}
          {one.reasons.length > 3 && <span className="muted">+{one.reasons.length - 3}</span>}
        </span>
      ),
      csv: (one) => one.reasons.join("; "),
    },
    {
      key: "source",
      title: t("tracking.violation.source"),
      render: (one) => <span className="mono muted">{one.source}</span>,
      csv: (one) => one.source,
    },
    {
      key: "received",
      title: t("tracking.quarantine.received"),
      sort: "received",
      align: "right",
      render: (one) => <DateTime at={one.received} />,
      csv: (one) => one.received,
    },
  ];
}

/** Events that the plan kept out, to let in or to give up. */
export function QuarantineTable({ writable }: { writable: boolean }) {
  const t = useText();
  const list = useQuarantine();
  const decide = useDecide();
  const columns = useQuarantineColumns();
  const [shown, setShown] = useState<Quarantined | null>(null);
  const waiting = list.filters.state === "waiting";
  const run = (events: Quarantined[], decision: Decision, after: () => void) =>
    decide.mutate(
      { events: events.map((one) => one.id), decision },
      {
        onSuccess: ({ done }) => {
          toast.success(t(`tracking.quarantine.${decision}_done`, { count: done }));
          after();
        },
      },
    );
  return (
    <>
      <DataTable
        name="quarantine"
        list={list}
        columns={columns}
        search={t("tracking.quarantine.search")}
        onOpen={setShown}
        filters={
          <Segmented
            value={list.filters.state}
            onChange={(state) => list.change({ state: state === "waiting" ? undefined : String(state) })}
            options={STATES.map((value) => ({ value, label: t(`tracking.quarantine.${value}`) }))}
          />
        }
        empty={{ title: t("tracking.quarantine.empty"), lesson: t("tracking.quarantine.empty_lesson") }}
        bulk={
          writable && waiting
            ? (events, clear) => (
                <>
                  <Button size="small" onClick={() => run(events, "release", clear)}>
                    {t("tracking.quarantine.release")}
                  </Button>
                  <ConfirmButton
                    question={t("tracking.quarantine.discard_question", { count: events.length })}
                    lesson={t("tracking.quarantine.discard_lesson")}
                    confirm={t("tracking.quarantine.discard")}
                    onConfirm={() => run(events, "discard", clear)}
                    button={{ size: "small" }}
                  >
                    {t("tracking.quarantine.discard")}
                  </ConfirmButton>
                </>
              )
            : undefined
        }
      />
      {shown && (
        <SideDrawer
          open
          width={560}
          onClose={() => setShown(null)}
          title={shown.label}
          purpose={<span className="mono">{shown.name}</span>}
        >
          <div className="stack">
            <ul style={{ margin: 0, paddingLeft: 18 }}>
              {shown.reasons.map((reason) => (
                <li key={reason}>{reasonWords(reason)}</li>
              ))}
            </ul>
            {shown.state === "waiting" ? (
              <JsonView
                value={{ properties: shown.properties, traits: shown.traits, context: shown.context }}
              />
            ) : (
              <p className="muted">{t("tracking.quarantine.gone")}</p>
            )}
          </div>
        </SideDrawer>
      )}
    </>
  );
}

import { useState } from "react";
import { textOr, useText } from "@/i18n";
import {
  Avatar,
  Chip,
  type Column,
  DataTable,
  DateTime,
  JsonView,
  PageFrame,
  SideDrawer,
  useFormat,
} from "@/ui";
import { type AuditEntry, useAudit } from "../api";

const actionName = (action: string) => textOr(`organisation.action.${action}`, action);

/** `active: false` → 停用 where we have words for it, else as written. */
const detailWords = (key: string, value: unknown) =>
  textOr(
    `organisation.detail.${key}.${String(value)}`,
    `${textOr(`organisation.detail.${key}`, key)} ${String(value)}`,
  );

function useAuditColumns(onSubject: (subject: string) => void): Column<AuditEntry>[] {
  const t = useText();
  return [
    {
      key: "at",
      title: t("organisation.audit.at"),
      sort: "at",
      required: true,
      width: 150,
      render: (entry) => <DateTime at={entry.at} />,
      csv: (entry) => entry.at,
    },
    {
      key: "actor",
      title: t("organisation.audit.actor"),
      width: 200,
      render: (entry) => (
        <span className="row">
          <Avatar name={entry.actor} />
          {entry.actor === "system" ? t("organisation.audit.system") : entry.actor}
        </span>
      ),
      csv: (entry) => entry.actor,
    },
    {
      key: "action",
      title: t("organisation.audit.action"),
      render: (entry) => <span title={entry.action}>{actionName(entry.action)}</span>,
      csv: (entry) => entry.action,
    },
    {
      key: "subject",
      title: t("organisation.audit.subject"),
      render: (entry) => (
        <Chip
          title={t("organisation.audit.only_subject")}
          onClick={(event) => {
            event.stopPropagation();
            onSubject(entry.subject);
          }}
        >
          <span className="mono">{entry.subject}</span>
        </Chip>
      ),
      csv: (entry) => entry.subject,
    },
    {
      key: "detail",
      title: t("organisation.audit.detail"),
      render: (entry) => {
        const words = Object.entries(entry.detail).map(([key, value]) => detailWords(key, value));
        return <span className="muted">{words.join(" · ") || "—"}</span>;
      },
      csv: (entry) => JSON.stringify(entry.detail),
    },
  ];
}

function EntryDrawer({ entry, onClose }: { entry: AuditEntry | null; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  return (
    <SideDrawer
      open={entry !== null}
      onClose={onClose}
      width={520}
      title={entry ? actionName(entry.action) : ""}
      purpose={entry ? `${entry.actor} · ${format.dateTime(entry.at, "full")}` : ""}
    >
      <p className="muted" style={{ marginBottom: 12 }}>
        {t("organisation.audit.chain")}
      </p>
      {entry && <JsonView value={entry} maxHeight={520} />}
    </SideDrawer>
  );
}

/** Who did what, when, to which thing: append-only, every entry sealed by the one before. */
export default function AuditPage() {
  const t = useText();
  const list = useAudit();
  const [entry, setEntry] = useState<AuditEntry | null>(null);
  const columns = useAuditColumns((subject) => list.change({ subject }));
  return (
    <PageFrame title={t("organisation.audit.title")} purpose={t("organisation.audit.purpose")}>
      <DataTable
        name="audit"
        list={list}
        columns={columns}
        search={t("organisation.audit.search")}
        filters={
          list.filters.subject && (
            <Chip tone="brand">{t("organisation.audit.subject_is", { subject: list.filters.subject })}</Chip>
          )
        }
        empty={{ title: t("organisation.audit.empty"), lesson: t("organisation.audit.empty_lesson") }}
        onOpen={setEntry}
      />
      <EntryDrawer entry={entry} onClose={() => setEntry(null)} />
    </PageFrame>
  );
}

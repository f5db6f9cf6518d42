import { useText } from "@/i18n";
import { Card, type Column, EmptyState, NumberText, RowsTable } from "@/ui";
import type { Traffic } from "../api";
import { reasonDefinition, reasonWords } from "../words";

type Reason = Traffic["reasons"][number];

interface Props {
  reasons: Reason[];
  onOpen: (reason: string) => void;
}

/** Why events were judged invalid or suspect; an event may have several reasons. */
export function ReasonsCard({ reasons, onOpen }: Props) {
  const t = useText();
  const columns: Column<Reason>[] = [
    {
      key: "reason",
      title: t("tracking.quality.reason"),
      render: (one) => <span style={{ fontWeight: 500 }}>{reasonWords(one.reason)}</span>,
    },
    {
      key: "what",
      title: t("tracking.quality.means"),
      render: (one) => <span className="muted">{reasonDefinition(one.reason)}</span>,
    },
    {
      key: "invalid",
      title: t("tracking.quality.invalid"),
      align: "right",
      width: 110,
      render: (one) => <NumberText value={one.invalid} />,
    },
    {
      key: "suspect",
      title: t("tracking.quality.suspect"),
      align: "right",
      width: 110,
      render: (one) => <NumberText value={one.suspect} />,
    },
  ];
  return (
    <Card flush title={t("tracking.quality.reasons")} note={t("tracking.quality.reasons_note")}>
      {reasons.length === 0 ? (
        <EmptyState title={t("tracking.quality.clean")} lesson={t("tracking.quality.clean_lesson")} />
      ) : (
        <RowsTable
          label={t("tracking.quality.reasons")}
          columns={columns}
          rows={reasons}
          rowKey={(one) => one.reason}
          onOpen={(one) => onOpen(one.reason)}
        />
      )}
    </Card>
  );
}

import { Button, Skeleton } from "antd";
import { Link } from "react-router";
import { textOr, useText } from "@/i18n";
import {
  Chip,
  type Column,
  DateTime,
  EmptyState,
  ErrorState,
  RowsTable,
  SideDrawer,
  type Tone,
  useFormat,
} from "@/ui";
import { type Message, type Sent, useMessages } from "./api";
import { PersonLink } from "./EnrolmentsDrawer";
import { holdName } from "./names";

const TONES: Record<string, Tone> = { sent: "ok", suppressed: "warn", failed: "bad", unknown: "warn" };

interface Props {
  journey: string;
  /** Null: closed. */
  sent: Sent | null;
  title: string;
  onClose: () => void;
}

function useColumns(): Column<Message>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("journeys.people.name"),
      render: (one) => <PersonLink id={one.profile} name={one.profile_name} />,
    },
    {
      key: "template",
      title: t("journeys.messages.template"),
      render: (one) => <Link to={`/messages/${one.id}`}>{one.template_name}</Link>,
    },
    {
      key: "state",
      title: t("journeys.people.state"),
      render: (one) => (
        <Chip tone={TONES[one.state]}>{textOr(`journeys.message.${one.state}`, one.state)}</Chip>
      ),
    },
    {
      key: "reason",
      title: t("journeys.messages.reason"),
      render: (one) => (one.reason ? holdName(one.reason) : <span className="muted">—</span>),
    },
    {
      key: "at",
      title: t("journeys.messages.at"),
      align: "right",
      render: (one) => <DateTime at={one.sent_at ?? one.created_at} />,
    },
    {
      key: "clicked",
      title: t("journeys.messages.clicked"),
      align: "right",
      render: (one) => <DateTime at={one.clicked_at} />,
    },
  ];
}

/** The messages behind a number: to whom, what became of each, why not. */
export function MessagesDrawer({ journey, sent, title, onClose }: Props) {
  const t = useText();
  const format = useFormat();
  const list = useMessages(journey, sent);
  const columns = useColumns();
  if (sent === null) return null;
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const count = list.data?.pages[0]?.count;
  return (
    <SideDrawer
      open
      onClose={onClose}
      title={title}
      purpose={count === undefined ? "…" : t("journeys.messages.count", { count: format.number(count) })}
      width={860}
    >
      {list.isPending && <Skeleton active title={false} paragraph={{ rows: 8 }} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState title={t("journeys.messages.empty")} lesson={t("journeys.messages.empty_lesson")} />
      )}
      {rows.length > 0 && <RowsTable label={title} columns={columns} rows={rows} rowKey={(one) => one.id} />}
      {list.hasNextPage && (
        <div style={{ display: "flex", justifyContent: "center", padding: 16 }}>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("journeys.people.more")}
          </Button>
        </div>
      )}
    </SideDrawer>
  );
}

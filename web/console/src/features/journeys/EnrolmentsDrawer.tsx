import { Button, Skeleton } from "antd";
import { Link } from "react-router";
import { textOr, useText } from "@/i18n";
import {
  Avatar,
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
import { type Behind, type Enrolment, useEnrolments } from "./api";
import { reasonName } from "./names";

const TONES: Record<string, Tone> = { active: "brand", converted: "ok", exited: "neutral" };

interface Props {
  journey: string;
  /** Null: closed. */
  behind: Behind | null;
  title: string;
  onClose: () => void;
  nameOf: (node: string) => string;
}

export function PersonLink({ id, name }: { id: string; name: string }) {
  const t = useText();
  return (
    <Link to={`/customers/${id}`} className="row">
      <Avatar name={name || "?"} size={24} />
      <span>{name || t("journeys.people.unnamed")}</span>
    </Link>
  );
}

function useColumns(nameOf: (node: string) => string): Column<Enrolment>[] {
  const t = useText();
  return [
    {
      key: "name",
      title: t("journeys.people.name"),
      render: (one) => <PersonLink id={one.profile} name={one.name} />,
    },
    {
      key: "state",
      title: t("journeys.people.state"),
      render: (one) => (
        <span className="row" style={{ gap: 4 }}>
          <Chip tone={TONES[one.state]}>{textOr(`journeys.pass.${one.state}`, one.state)}</Chip>
          {one.holdout && <Chip>{t("journeys.people.holdout")}</Chip>}
        </span>
      ),
    },
    {
      key: "where",
      title: t("journeys.people.where"),
      render: (one) => (one.state === "exited" ? reasonName(one.exit_reason) : nameOf(one.node)),
    },
    {
      key: "entered",
      title: t("journeys.people.entered"),
      align: "right",
      render: (one) => <DateTime at={one.entered_at} />,
    },
    {
      key: "ended",
      title: t("journeys.people.ended"),
      align: "right",
      render: (one) => <DateTime at={one.converted_at ?? one.exited_at} />,
    },
    {
      key: "due",
      title: t("journeys.people.due"),
      align: "right",
      render: (one) => <DateTime at={one.state === "active" ? one.due_at : null} />,
    },
  ];
}

/** The passes behind a number, as many as the number says; each name opens the customer. */
export function EnrolmentsDrawer({ journey, behind, title, onClose, nameOf }: Props) {
  const t = useText();
  const format = useFormat();
  const list = useEnrolments(journey, behind);
  const columns = useColumns(nameOf);
  if (behind === null) return null;
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const count = list.data?.pages[0]?.count;
  return (
    <SideDrawer
      open
      onClose={onClose}
      title={title}
      purpose={count === undefined ? "…" : t("journeys.people.count", { count: format.number(count) })}
      width={860}
    >
      {list.isPending && <Skeleton active title={false} paragraph={{ rows: 8 }} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState title={t("journeys.people.empty")} lesson={t("journeys.people.empty_lesson")} />
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

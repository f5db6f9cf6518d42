import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Page } from "@/api/client";
import { textOr, useText } from "@/i18n";
import {
  Avatar,
  Chip,
  type Column,
  DateTime,
  EmptyState,
  ErrorState,
  Money,
  RowsTable,
  SideDrawer,
  useFormat,
} from "@/ui";

export interface Person {
  id: string;
  name?: string;
  phone?: string;
  email?: string;
  stage?: string;
  orders?: number;
  spend?: number;
  last_order?: number | string | null;
  city?: string;
}

interface Props {
  /** Null: closed. */
  title: ReactNode | null;
  purpose?: ReactNode;
  onClose: () => void;
  /** What the list is of; a new key asks anew. */
  queryKey: unknown[];
  load: (cursor: string | undefined) => Promise<Page<Person>>;
  /** More columns after the usual ones. */
  columns?: Column<Person>[];
}

/** The list behind a number, as long as the number says; each name opens the customer. */
export function PeopleDrawer({ title, purpose, onClose, queryKey, load, columns = [] }: Props) {
  const t = useText();
  const format = useFormat();
  const list = useInfiniteQuery({
    queryKey: ["people", ...queryKey],
    enabled: title !== null,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => load(pageParam),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  if (title === null) return null;
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  const count = list.data?.pages[0]?.count;
  return (
    <SideDrawer
      open
      onClose={onClose}
      title={title}
      purpose={
        <>
          {count !== undefined && t("people.drawer.count", { count: format.number(count) })}
          {purpose && <span> · {purpose}</span>}
        </>
      }
    >
      {list.isPending && <Skeleton active title={false} paragraph={{ rows: 8 }} />}
      {list.isError && <ErrorState error={list.error} retry={() => list.refetch()} />}
      {list.isSuccess && people.length === 0 && (
        <EmptyState title={t("people.drawer.empty")} lesson={t("people.drawer.empty_lesson")} />
      )}
      {people.length > 0 && (
        <RowsTable
          label={t("people.drawer.label")}
          columns={[...usualColumns(t), ...columns]}
          rows={people}
          rowKey={(person) => person.id}
        />
      )}
      {list.hasNextPage && (
        <div style={{ display: "flex", justifyContent: "center", padding: 16 }}>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("people.drawer.more")}
          </Button>
        </div>
      )}
    </SideDrawer>
  );
}

function usualColumns(t: ReturnType<typeof useText>): Column<Person>[] {
  return [
    {
      key: "name",
      title: t("people.drawer.name"),
      render: (person) => (
        <Link to={`/customers/${person.id}`} className="row">
          <Avatar name={person.name || "?"} size={24} />
          <span>{person.name || t("people.drawer.unnamed")}</span>
        </Link>
      ),
    },
    {
      key: "phone",
      title: t("people.drawer.contact"),
      render: (person) => person.phone || person.email || "—",
    },
    { key: "city", title: t("people.drawer.city"), render: (person) => person.city || "—" },
    {
      key: "stage",
      title: t("people.drawer.stage"),
      render: (person) =>
        person.stage ? <Chip>{textOr(`people.stage.${person.stage}`, person.stage)}</Chip> : "—",
    },
    {
      key: "orders",
      title: t("people.drawer.orders"),
      align: "right",
      render: (person) => person.orders ?? 0,
    },
    {
      key: "spend",
      title: t("people.drawer.spend"),
      align: "right",
      render: (person) => <Money value={person.spend ?? 0} />,
    },
    {
      key: "last",
      title: t("people.drawer.last_order"),
      align: "right",
      render: (person) => <DateTime at={person.last_order} format="date" />,
    },
  ];
}

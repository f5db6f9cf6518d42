import { Button, Skeleton } from "antd";
import { Fragment, useState } from "react";
import { Link } from "react-router";
import { useCan } from "@/api/session";
import { textOr, useText } from "@/i18n";
import { Avatar, Card, Chip, DateTime, EmptyState, ErrorState, Money, NumberText, useFormat } from "@/ui";
import { type Member, type Segment, useMembers, useTakeMembers } from "../api";
import styles from "./builder.module.css";
import { Why } from "./Why";

/** The people in the segment; each row opens into the reasons. */
export function MembersCard({ segment, onAll }: { segment: Segment; onAll: () => void }) {
  const t = useText();
  const format = useFormat();
  const list = useMembers(segment.id);
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  const count = list.data?.pages[0]?.count;
  return (
    <Card
      flush
      title={t("segments.members.title")}
      note={count === undefined ? undefined : t("segments.people", { count: format.number(count) })}
      extra={
        people.length > 0 && (
          <Button type="link" size="small" onClick={onAll}>
            {t("segments.members.all")}
          </Button>
        )
      }
    >
      {list.isPending && <Skeleton active title={false} paragraph={{ rows: 5 }} className={styles.inset} />}
      {list.isError && <ErrorState compact error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && people.length === 0 && (
        <EmptyState
          compact
          title={t(segment.computing ? "segments.members.computing" : "segments.members.empty")}
          lesson={t(
            segment.kind === "static" ? "segments.members.empty_static" : "segments.members.empty_lesson",
          )}
        />
      )}
      {people.length > 0 && <PeopleTable people={people} segment={segment} />}
      {list.hasNextPage && (
        <div className={styles.more}>
          <Button type="text" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("segments.members.more")}
          </Button>
        </div>
      )}
    </Card>
  );
}

interface TableProps {
  people: Member[];
  /** Without it (a draft) there are no reasons to ask for. */
  segment?: Segment;
}

export function PeopleTable({ people, segment }: TableProps) {
  const t = useText();
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <div className={styles.tableBox}>
      <table className={styles.table} aria-label={t("segments.members.title")}>
        <thead>
          <tr>
            <th scope="col">{t("segments.members.person")}</th>
            <th scope="col">{t("segments.members.city")}</th>
            <th scope="col">{t("segments.members.stage")}</th>
            <th scope="col" className={styles.right}>
              {t("segments.members.orders")}
            </th>
            <th scope="col" className={styles.right}>
              {t("segments.members.spend")}
            </th>
            <th scope="col" className={styles.right}>
              {t("segments.members.last_order")}
            </th>
            {segment && (
              <th scope="col" className={styles.right}>
                <span className="visually-hidden">{t("segments.why.label")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Fragment key={person.id}>
              <PersonRow
                person={person}
                segment={segment}
                open={opened === person.id}
                onToggle={() => setOpened(opened === person.id ? null : person.id)}
              />
              {segment && opened === person.id && (
                <tr className={styles.whyRow}>
                  <td colSpan={7}>
                    <Why segment={segment.id} person={person.id} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  person: Member;
  segment?: Segment;
  open: boolean;
  onToggle: () => void;
}

function PersonRow({ person, segment, open, onToggle }: RowProps) {
  const t = useText();
  return (
    <tr className={open ? styles.opened : undefined}>
      <td>
        <Link to={`/customers/${person.id}`} className={styles.person}>
          <Avatar name={person.name || "?"} size={24} />
          <span className="ellipsis">{person.name || t("segments.members.unnamed")}</span>
        </Link>
      </td>
      <td>{person.city || "—"}</td>
      <td>
        {person.stage ? <Chip>{textOr(`segments.stage_name.${person.stage}`, person.stage)}</Chip> : "—"}
      </td>
      <td className={styles.right}>
        <NumberText value={person.orders} />
      </td>
      <td className={styles.right}>
        <Money value={person.spend} />
      </td>
      <td className={styles.right}>
        <DateTime at={person.last_order} format="date" />
      </td>
      {segment && (
        <td className={styles.right}>
          {segment.kind === "static" ? (
            <TakeButton segment={segment} person={person} />
          ) : (
            <Button type="link" size="small" aria-expanded={open} onClick={onToggle}>
              {t(open ? "segments.why.close" : "segments.why.open")}
            </Button>
          )}
        </td>
      )}
    </tr>
  );
}

/** Takes a person off a static list. */
function TakeButton({ segment, person }: { segment: Segment; person: Member }) {
  const t = useText();
  const take = useTakeMembers();
  if (!useCan()("segments.write")) return null;
  return (
    <Button
      type="link"
      size="small"
      loading={take.isPending}
      onClick={() => take.mutate({ id: segment.id, take: [person.id] })}
    >
      {t("segments.members.take")}
    </Button>
  );
}

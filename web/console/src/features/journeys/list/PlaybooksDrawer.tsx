import { Button, Skeleton } from "antd";
import { Mail, Target, Waypoints } from "lucide-react";
import { useNavigate } from "react-router";
import { useText } from "@/i18n";
import { Chip, EmptyState, ErrorState, SideDrawer } from "@/ui";
import { type Playbook, useFromPlaybook, usePlaybooks } from "../api";
import styles from "./List.module.css";

/** Journeys that ship ready to run: a click makes a draft with its segments and templates. */
export function PlaybooksDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const books = usePlaybooks();
  return (
    <SideDrawer
      open={open}
      onClose={onClose}
      title={t("journeys.playbooks.title")}
      purpose={t("journeys.playbooks.purpose")}
      width={640}
    >
      {books.isPending && <Skeleton active title={false} paragraph={{ rows: 8 }} />}
      {books.isError && <ErrorState error={books.error} retry={() => void books.refetch()} />}
      {books.data?.length === 0 && <EmptyState title={t("journeys.playbooks.empty")} />}
      <div className={styles.books}>
        {books.data?.map((book) => (
          <BookCard key={book.key} book={book} />
        ))}
      </div>
    </SideDrawer>
  );
}

function BookCard({ book }: { book: Playbook }) {
  const t = useText();
  const navigate = useNavigate();
  const make = useFromPlaybook();
  return (
    <section className={styles.book}>
      <h3>{book.name}</h3>
      <Button
        loading={make.isPending}
        onClick={() => make.mutate(book.key, { onSuccess: (made) => void navigate(`/journeys/${made.id}`) })}
      >
        {t("journeys.playbooks.use")}
      </Button>
      <p>{book.description}</p>
      <span />
      <div className={styles.brings}>
        <Chip icon={Waypoints}>{t("journeys.playbooks.steps", { count: book.nodes })}</Chip>
        {book.segments.map((name) => (
          <Chip key={name} icon={Target}>
            {name}
          </Chip>
        ))}
        {book.templates.map((name) => (
          <Chip key={name} icon={Mail}>
            {name}
          </Chip>
        ))}
      </div>
    </section>
  );
}

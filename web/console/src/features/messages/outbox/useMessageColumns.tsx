import { Link } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Avatar, Chip, type Column, DateTime, StatusDot } from "@/ui";
import { type Message, useJourneyChoices } from "../api";
import { toneOfState, wordOfReason, wordOfState } from "../words";
import styles from "./Outbox.module.css";

/** Names of journeys by id; the id itself where the reader may not see journeys. */
export function useJourneyName(): (id: string) => string {
  const journeys = useJourneyChoices(useCan()("journeys.read"));
  return (id) => journeys.data?.items.find((one) => one.id === id)?.name ?? id;
}

function Person({ message }: { message: Message }) {
  const t = useText();
  if (!message.profile_name)
    return (
      <span className="muted">{t(`messages.outbox.${message.node === "test" ? "tester" : "nameless"}`)}</span>
    );
  return (
    <span className="row">
      <Avatar name={message.profile_name} />
      <Link to={`/customers/${message.profile}`} onClick={(event) => event.stopPropagation()}>
        {message.profile_name}
      </Link>
    </span>
  );
}

const StateCell = ({ message }: { message: Message }) => (
  <div style={{ lineHeight: "19px" }}>
    <StatusDot tone={toneOfState(message.state)}>{wordOfState(message.state)}</StatusDot>
    {message.reason && <div className={styles.reason}>{wordOfReason(message.reason)}</div>}
  </div>
);

export function useMessageColumns(): Column<Message>[] {
  const t = useText();
  const nameOf = useJourneyName();
  return [
    {
      key: "person",
      title: t("messages.outbox.person"),
      required: true,
      render: (one) => <Person message={one} />,
      csv: (one) => one.profile_name || one.profile,
    },
    {
      key: "template",
      title: t("messages.outbox.template"),
      render: (one) => one.template_name,
      csv: (one) => one.template_name,
    },
    {
      key: "journey",
      title: t("messages.outbox.journey"),
      render: (one) =>
        one.journey ? (
          <>
            {nameOf(one.journey)} <span className="muted">· {one.node}</span>
          </>
        ) : (
          <span className="muted">{t(`messages.outbox.${one.node === "test" ? "test" : "direct"}`)}</span>
        ),
      csv: (one) => (one.journey ? `${nameOf(one.journey)} · ${one.node}` : one.node),
    },
    {
      key: "purpose",
      title: t("messages.field.purpose"),
      hidden: true,
      render: (one) => <Chip>{t(`messages.purpose.${one.purpose}`)}</Chip>,
      csv: (one) => one.purpose,
    },
    {
      key: "state",
      title: t("messages.outbox.state"),
      render: (one) => <StateCell message={one} />,
      csv: (one) => [one.state, one.reason].filter(Boolean).join(": "),
    },
    {
      key: "opened",
      title: t("messages.outbox.opened"),
      definition: t("messages.outbox.opened_definition"),
      align: "right",
      render: (one) => <DateTime at={one.opened_at} />,
      csv: (one) => one.opened_at,
    },
    {
      key: "clicked",
      title: t("messages.outbox.clicked"),
      definition: t("messages.outbox.clicked_definition"),
      align: "right",
      render: (one) => <DateTime at={one.clicked_at} />,
      csv: (one) => one.clicked_at,
    },
    {
      key: "created",
      title: t("messages.outbox.created"),
      definition: t("messages.outbox.created_definition"),
      sort: "created_at",
      align: "right",
      render: (one) => <DateTime at={one.created_at} />,
      csv: (one) => one.created_at,
    },
  ];
}

import { Button } from "antd";
import { Link, useNavigate, useParams } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, Chip, ConfirmButton, ErrorState, JsonView, PageFrame, PageSkeleton, toast } from "@/ui";
import { type MessageDetail, useMessage, useResend } from "../api";
import { toneOfState, wordOfReason, wordOfState } from "../words";
import { Decisions } from "./Decisions";
import { Happened } from "./Happened";
import { MailCard } from "./MailCard";
import styles from "./Message.module.css";
import { Origin } from "./Origin";

/** The message in one sentence: what became of it, and why. */
function useAnswer(message: MessageDetail): string {
  const t = useText();
  const name = message.profile_name || message.mail?.to || t("messages.outbox.nameless");
  if (message.state === "suppressed")
    return t("messages.answer.suppressed", { name, reason: wordOfReason(message.reason) });
  if (message.unsubscribed_at) return t("messages.answer.unsubscribed", { name });
  if (message.clicked_at) return t("messages.answer.clicked", { name });
  if (message.opened_at) return t("messages.answer.opened", { name });
  if (message.state === "sent" || message.state === "delivered") return t("messages.answer.sent", { name });
  if (message.state === "unknown") return t("messages.answer.unknown", { name });
  if (message.state === "failed" || message.state === "bounced")
    return t("messages.answer.failed", {
      name,
      reason: message.reason ? wordOfReason(message.reason) : message.detail || wordOfState(message.state),
    });
  return t("messages.answer.waiting", {
    name,
    reason: message.reason ? wordOfReason(message.reason) : wordOfState(message.state),
  });
}

function Actions({ message }: { message: MessageDetail }) {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const resend = useResend(message.id);
  return (
    <>
      <Button onClick={() => navigate(`/templates/${message.template}`)}>
        {t("messages.message.open_template")}
      </Button>
      {message.profile_name && (
        <Button onClick={() => navigate(`/customers/${message.profile}`)}>
          {t("messages.message.open_customer")}
        </Button>
      )}
      {message.state === "unknown" && can("messages.write") && (
        <ConfirmButton
          question={t("messages.message.resend_question")}
          lesson={t("messages.message.resend_lesson")}
          people={1}
          confirm={t("messages.message.resend")}
          onConfirm={() =>
            resend.mutate(undefined, { onSuccess: () => toast.success(t("messages.message.resent")) })
          }
          button={{ type: "primary", loading: resend.isPending }}
        >
          {t("messages.message.resend")}
        </ConfirmButton>
      )}
    </>
  );
}

function Page({ message }: { message: MessageDetail }) {
  const t = useText();
  const answer = useAnswer(message);
  return (
    <PageFrame
      title={message.mail?.subject || message.template_name}
      crumb={message.mail?.subject || message.template_name}
      purpose={answer}
      chips={
        <>
          <Chip tone={toneOfState(message.state)} dot>
            {wordOfState(message.state)}
          </Chip>
          <Chip>{t(`messages.purpose.${message.purpose}`)}</Chip>
        </>
      }
      actions={<Actions message={message} />}
    >
      <div className={styles.grid}>
        <MailCard message={message} />
        <div className="stack">
          <Decisions message={message} />
          <Happened message={message} />
          <Origin message={message} />
          <Card title={t("messages.message.variables")} note={t("messages.message.variables_note")}>
            <JsonView value={message.variables} maxHeight={240} />
          </Card>
        </div>
      </div>
    </PageFrame>
  );
}

/** One message: the mail itself, why it went or not, what happened with it. */
export default function MessagePage() {
  const t = useText();
  const { id = "" } = useParams();
  const message = useMessage(id);
  if (message.isPending) return <PageSkeleton />;
  if (message.isError) {
    return (
      <>
        <ErrorState page error={message.error} retry={() => void message.refetch()} />
        <p style={{ textAlign: "center" }}>
          <Link to="/messages">{t("messages.message.back")}</Link>
        </p>
      </>
    );
  }
  return <Page message={message.data} />;
}

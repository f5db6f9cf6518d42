import { Button, Dropdown } from "antd";
import { BarChart3, Ellipsis, Pause, Play, Rocket, UserSearch } from "lucide-react";
import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Chip, ConfirmButton, useFormat } from "@/ui";
import { type Detail, type Issues, useDeleteDraft, useDuplicate, useTurn } from "../api";
import { StateChip } from "../StateChip";
import { IssuesButton } from "./IssuesButton";
import styles from "./Page.module.css";
import type { DraftHandle } from "./useDraft";

interface Props {
  journey: Detail;
  draft: DraftHandle;
  issues: Issues | undefined;
  onIssue: (node: string) => void;
  onTry: () => void;
  onPublish: () => void;
}

function SaveWord({ draft }: { draft: DraftHandle }) {
  const t = useText();
  if (draft.state === "failed")
    return (
      <Chip tone="bad" title={draft.problem} onClick={() => void draft.flush()}>
        {t("journeys.save.failed")}
      </Chip>
    );
  return (
    <span className={styles.saved} role="status">
      {t(`journeys.save.${draft.state}`)}
    </span>
  );
}

function TurnButton({ journey }: { journey: Detail }) {
  const t = useText();
  const turn = useTurn();
  const people = journey.figures?.active ?? 0;
  if (journey.state === "live")
    return (
      <ConfirmButton
        question={t("journeys.turn.pause_question")}
        lesson={t("journeys.turn.pause_lesson")}
        people={people}
        confirm={t("journeys.turn.pause")}
        danger={false}
        onConfirm={() => turn.mutate({ id: journey.id, verb: "pause" })}
        button={{ icon: <Pause size={15} />, loading: turn.isPending }}
      >
        {t("journeys.turn.pause")}
      </ConfirmButton>
    );
  if (journey.state !== "paused") return null;
  return (
    <ConfirmButton
      question={t("journeys.turn.resume_question")}
      lesson={t("journeys.turn.resume_lesson")}
      people={people}
      confirm={t("journeys.turn.resume")}
      danger={false}
      onConfirm={() => turn.mutate({ id: journey.id, verb: "resume" })}
      button={{ icon: <Play size={15} />, loading: turn.isPending }}
    >
      {t("journeys.turn.resume")}
    </ConfirmButton>
  );
}

function useMore(journey: Detail, onStop: () => void) {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const duplicate = useDuplicate();
  const remove = useDeleteDraft();
  const runs = journey.state === "live" || journey.state === "paused";
  const items = [
    ...(can("journeys.write") ? [{ key: "duplicate", label: t("journeys.list.duplicate") }] : []),
    ...(runs && can("journeys.publish")
      ? [{ key: "stop", label: t("journeys.turn.stop_open"), danger: true }]
      : []),
    ...(journey.version === null && can("journeys.write")
      ? [{ key: "delete", label: t("journeys.list.delete"), danger: true }]
      : []),
  ];
  const onClick = ({ key }: { key: string }) => {
    if (key === "stop") onStop();
    if (key === "duplicate")
      duplicate.mutate(
        { id: journey.id, name: t("journeys.list.copy_name", { name: journey.name }) },
        { onSuccess: (made) => void navigate(`/journeys/${made.id}`) },
      );
    if (key === "delete")
      remove.mutate(journey.id, { onSuccess: () => void navigate("/journeys", { replace: true }) });
  };
  return { items, onClick };
}

/** Name and state on the left; findings, try, pause and publish on the right. */
export function Header(props: Props & { onStop: () => void }) {
  const { journey, draft, issues } = props;
  const t = useText();
  const format = useFormat();
  const can = useCan();
  const navigate = useNavigate();
  const more = useMore(journey, props.onStop);
  const next = (journey.version ?? 0) + 1;
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        <div className={styles.title}>
          <h1 title={draft.draft.name}>{draft.draft.name}</h1>
          <StateChip state={journey.state} version={journey.version} />
          <Chip>
            {t(journey.changed ? "journeys.page.draft_changed" : "journeys.page.draft_same", {
              number: format.number(next),
            })}
          </Chip>
          <SaveWord draft={draft} />
        </div>
        <div className={styles.purpose}>{draft.draft.description || t("journeys.page.no_description")}</div>
      </div>
      <div className={styles.actions}>
        <IssuesButton issues={issues} onIssue={props.onIssue} />
        {journey.version !== null && (
          <Button
            icon={<BarChart3 size={15} />}
            onClick={() => void navigate(`/journeys/${journey.id}/report`)}
          >
            {t("journeys.page.report")}
          </Button>
        )}
        <Button icon={<UserSearch size={15} />} onClick={props.onTry}>
          {t("journeys.page.try")}
        </Button>
        {can("journeys.publish") && <TurnButton journey={journey} />}
        {can("journeys.publish") && (
          <Button type="primary" icon={<Rocket size={15} />} onClick={props.onPublish}>
            {t("journeys.page.publish")}
          </Button>
        )}
        {more.items.length > 0 && (
          <Dropdown trigger={["click"]} menu={more} placement="bottomRight">
            <Button aria-label={t("journeys.page.more")} icon={<Ellipsis size={16} />} />
          </Dropdown>
        )}
      </div>
    </header>
  );
}

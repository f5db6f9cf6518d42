import { Link } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { ConfirmButton, PageFrame } from "@/ui";
import { ArchivesCard } from "./ArchivesCard";
import { useReplay } from "./api";
import { HealthCard } from "./HealthCard";
import { RetentionCard } from "./RetentionCard";
import { RunsCard } from "./RunsCard";

function ReplayButton() {
  const t = useText();
  const replay = useReplay();
  return (
    <ConfirmButton
      question={t("data.operations.replay_question")}
      lesson={t("data.operations.replay_lesson")}
      confirm={t("data.operations.replay")}
      danger={false}
      onConfirm={() => replay.mutate(undefined)}
      button={{ loading: replay.isPending }}
    >
      {t("data.operations.replay")}
    </ConfirmButton>
  );
}

/** Is all well, build again from the log, archive, how long events are kept. */
export default function OperationsPage() {
  const t = useText();
  const may = useCan()("operations.write");
  return (
    <PageFrame
      title={t("data.operations.title")}
      purpose={t("data.operations.purpose")}
      actions={
        <span className="row">
          <Link to="/events/pipeline">{t("data.nav.pipeline")}</Link>
          {may && <ReplayButton />}
        </span>
      }
    >
      <HealthCard />
      <RetentionCard may={may} />
      <ArchivesCard may={may} />
      <RunsCard />
    </PageFrame>
  );
}

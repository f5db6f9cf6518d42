import { Button } from "antd";
import { UserRound } from "lucide-react";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { useText } from "@/i18n";
import { Card, EmptyState, ErrorState, PageFrame, PageSkeleton, useFormat } from "@/ui";
import { type Graph, useGraph, usePerson } from "../api";
import { SplitDialog } from "../split/SplitDialog";
import { EvidenceCard } from "./EvidenceCard";
import { type Chosen, GraphCanvas } from "./GraphCanvas";
import styles from "./graph.module.css";
import { MergesCard } from "./MergesCard";
import { RefusalsCard } from "./RefusalsCard";

function Body({ graph }: { graph: Graph }) {
  const t = useText();
  const [params] = useSearchParams();
  const asked = params.get("merge");
  const [chosen, choose] = useState<Chosen>(asked ? { what: "merge", id: asked } : null);
  const [split, setSplit] = useState<string | null>(null);
  return (
    <div className={styles.page}>
      <Card title={t("identity.graph.title")} note={t("identity.graph.hint")}>
        {graph.nodes.length === 0 ? (
          <EmptyState title={t("identity.graph.empty")} lesson={t("identity.graph.empty_lesson")} />
        ) : (
          <GraphCanvas graph={graph} chosen={chosen} choose={choose} />
        )}
      </Card>
      <div className={styles.side}>
        <EvidenceCard graph={graph} chosen={chosen} />
        <MergesCard merges={graph.merges} onSplit={setSplit} />
        <RefusalsCard refusals={graph.refusals} />
      </div>
      <SplitDialog merge={split} onClose={() => setSplit(null)} />
    </div>
  );
}

/** How one person is known: every identifier with its evidence, what was merged and why, what was refused. */
export default function GraphPage() {
  const { id = "" } = useParams();
  const t = useText();
  const format = useFormat();
  const go = useNavigate();
  const person = usePerson(id);
  const graph = useGraph(id);
  if (graph.isError) return <ErrorState error={graph.error} retry={() => graph.refetch()} page />;
  if (!graph.data || !person.data) return <PageSkeleton />;
  const standing = graph.data.merges.filter((merge) => !merge.undone_at).length;
  return (
    <PageFrame
      title={t("identity.graph.page", { name: person.data.name })}
      crumb={person.data.name}
      purpose={t("identity.graph.answer", {
        ids: format.number(graph.data.nodes.length),
        profiles: format.number(graph.data.members.length),
        merges: format.number(standing),
        refused: format.number(graph.data.refusals.length),
      })}
      actions={
        <Button icon={<UserRound size={15} />} onClick={() => go(`/customers/${id}`)}>
          {t("identity.graph.profile")}
        </Button>
      }
    >
      <Body key={id} graph={graph.data} />
    </PageFrame>
  );
}

import { useParams, useSearchParams } from "react-router";
import { useText } from "@/i18n";
import { Chip, ErrorState, PageFrame, PageSkeleton } from "@/ui";
import { type Import, useImport } from "./api";
import { DeleteButton } from "./DeleteButton";
import { MapStep } from "./MapStep";
import { PreviewStep } from "./PreviewStep";
import { RunStep } from "./RunStep";
import { type Step, WizardSteps } from "./WizardSteps";
import { sizeWords, toneOf } from "./words";

const RAN = new Set(["running", "done", "failed", "cancelled"]);

/** The step in the address when it can be shown, else the one that the import stands at. */
function stepOf(row: Import, wanted: string | null): Step {
  if (row.state === "running") return "run";
  if (wanted === "map") return "map";
  if (wanted === "preview" && row.state !== "draft") return "preview";
  if (RAN.has(row.state)) return "run";
  return row.state === "ready" && wanted === "run" ? "preview" : "map";
}

/** One import from mapping to result. */
export default function ImportPage() {
  const t = useText();
  const { id = "" } = useParams();
  const [params, setParams] = useSearchParams();
  const found = useImport(id);
  if (found.isPending) return <PageSkeleton />;
  if (found.isError) return <ErrorState page error={found.error} retry={() => void found.refetch()} />;
  const row = found.data;
  const step = stepOf(row, params.get("step"));
  const go = (next: Step) => setParams({ step: next }, { replace: true });
  const open: Step[] = row.state === "running" ? [] : ["map"];
  if (row.state !== "draft" && row.state !== "running") open.push("preview");
  if (RAN.has(row.state)) open.push("run");
  return (
    <PageFrame
      title={row.file_name}
      crumb={row.file_name}
      purpose={t(`imports.step_purpose.${step}`)}
      chips={
        <>
          <Chip>{t(`imports.kind.${row.kind}`)}</Chip>
          <Chip>
            {row.file_format.toUpperCase()} · {sizeWords(row.file_size)}
          </Chip>
          {RAN.has(row.state) && (
            <Chip tone={toneOf(row.state)} dot>
              {t(`imports.state.${row.state}`)}
            </Chip>
          )}
        </>
      }
      actions={<DeleteButton row={row} />}
    >
      <WizardSteps current={step} open={open} onGo={go} />
      {step === "map" && <MapStep row={row} onNext={() => go("preview")} />}
      {step === "preview" && <PreviewStep row={row} onBack={() => go("map")} onStarted={() => go("run")} />}
      {step === "run" && <RunStep row={row} onMap={() => go("map")} />}
    </PageFrame>
  );
}

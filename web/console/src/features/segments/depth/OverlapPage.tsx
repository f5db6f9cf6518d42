import { useSearchParams } from "react-router";
import { useText } from "@/i18n";
import { PageFrame } from "@/ui";
import { OverlapPanel } from "./OverlapPanel";

/** Which segments hold the same people; the choice stands in the address. */
export default function OverlapPage() {
  const t = useText();
  const [params, setParams] = useSearchParams();
  const chosen = params.get("segments")?.split(",").filter(Boolean) ?? [];
  return (
    <PageFrame title={t("segments.nav.overlap")} purpose={t("segments.overlap.purpose")}>
      <OverlapPanel
        chosen={chosen}
        onChoose={(next) => setParams(next.length ? { segments: next.join(",") } : {}, { replace: true })}
      />
    </PageFrame>
  );
}

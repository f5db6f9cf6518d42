import { Button } from "antd";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { download, toast, useFormat } from "@/ui";
import { exportCsv, type Segment } from "../api";

export function useExport() {
  const t = useText();
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const run = async (segment: Segment) => {
    setBusy(true);
    try {
      download(`${segment.name}.csv`, await exportCsv(segment.id));
      toast.success(t("segments.export.done", { count: format.number(segment.size) }));
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return { run, busy };
}

/** The people as CSV; the export is audited. */
export function ExportButton({ segment }: { segment: Segment }) {
  const t = useText();
  const { run, busy } = useExport();
  if (!useCan()("segments.export")) return null;
  return (
    <Button loading={busy} title={t("segments.export.audited")} onClick={() => void run(segment)}>
      {t("segments.builder.export")}
    </Button>
  );
}

import { Download } from "lucide-react";
import { useState } from "react";
import { request } from "@/api/client";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { download, IconButton, toast } from "@/ui";
import { type Filters, wanted } from "../api";

/** The server writes the file: it is audited, and masks what the asker may not see in full. */
export function ExportCustomers({ q, filters }: { q: string; filters: Filters }) {
  const t = useText();
  const clear = useCan()("profiles.sensitive");
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const { stage, ...others } = wanted(filters);
      const stages = stage.map((one) => `stage=${encodeURIComponent(one)}`).join("&");
      const file = await request<string>("GET", `/api/v1/profiles/export${stages && `?${stages}`}`, {
        query: { q, ...others },
      });
      download("customers.csv", file.replace(/^\uFEFF/, ""));
      toast.success(t(clear ? "customers.export.done_clear" : "customers.export.done"));
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <IconButton
      label={t("customers.export.label")}
      icon={Download}
      disabled={busy}
      onClick={() => void run()}
    />
  );
}

import { Button, Skeleton } from "antd";
import { useText } from "@/i18n";
import { Card, ErrorState } from "@/ui";
import { usePersona } from "./api";
import { telling } from "./persona";
import { Standouts } from "./Standouts";

const SHOWN = 8;

/** What sets them apart most, beside the condition. */
export function PersonaCard({ id, onAll }: { id: string; onAll: () => void }) {
  const t = useText();
  const persona = usePersona(id);
  const found = persona.data ? telling(persona.data).slice(0, SHOWN) : [];
  return (
    <Card
      title={t("segments.tab.persona")}
      note={t("segments.persona.note")}
      extra={
        <Button type="link" size="small" onClick={onAll}>
          {t("segments.persona.all")}
        </Button>
      }
    >
      {persona.isPending && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {persona.isError && <ErrorState compact error={persona.error} retry={() => void persona.refetch()} />}
      {persona.isSuccess && found.length === 0 && <p className="muted">{t("segments.persona.alike")}</p>}
      {found.length > 0 && (
        <Standouts
          tight
          label={t("segments.tab.persona")}
          rows={found.map(({ dimension, value }) => ({
            key: `${dimension.key}:${value.value}`,
            label: `${t(`segments.persona.dimension.${dimension.key}`)} · ${value.label}`,
            value,
          }))}
        />
      )}
    </Card>
  );
}

import { Button } from "antd";
import { useText } from "@/i18n";
import { toast } from "@/ui";
import { type Template, useArchiveTemplate } from "../api";

/** Puts a template out of the way, or takes it back: journeys that use it go on. */
export function ArchiveButton({ template }: { template: Pick<Template, "id" | "archived"> }) {
  const t = useText();
  const archive = useArchiveTemplate();
  const word = template.archived ? "restore" : "archive";
  return (
    <Button
      loading={archive.isPending}
      title={t(`messages.template.${word}_lesson`)}
      onClick={() =>
        archive.mutate(
          { id: template.id, archived: !template.archived },
          { onSuccess: () => toast.success(t(`messages.template.${word}_done`)) },
        )
      }
    >
      {t(`messages.template.${word}`)}
    </Button>
  );
}

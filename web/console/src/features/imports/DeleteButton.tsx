import { useNavigate } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { ConfirmButton, toast } from "@/ui";
import { type Import, useDelete } from "./api";

/** Forgets an import that did not come to its end. */
export function DeleteButton({ row }: { row: Import }) {
  const t = useText();
  const navigate = useNavigate();
  const remove = useDelete();
  if (!useCan()("imports.write") || row.state === "running" || row.state === "done") return null;
  return (
    <ConfirmButton
      question={t("imports.delete.question", { name: row.file_name })}
      lesson={t("imports.delete.lesson")}
      confirm={t("imports.delete.action")}
      onConfirm={() =>
        remove.mutate(row.id, {
          onSuccess: () => {
            toast.success(t("imports.delete.done"));
            navigate("/imports", { replace: true });
          },
        })
      }
    >
      {t("imports.delete.action")}
    </ConfirmButton>
  );
}

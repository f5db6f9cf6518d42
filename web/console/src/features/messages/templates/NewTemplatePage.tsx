import { useMemo } from "react";
import { useNavigate } from "react-router";
import { useSession } from "@/api/session";
import { currentLanguage } from "@/i18n";
import { starterDraft } from "./starter";
import { TemplateEditor } from "./TemplateEditor";

/** A new template, begun with a wording that already works. */
export default function NewTemplatePage() {
  const navigate = useNavigate();
  const { company } = useSession();
  const start = useMemo(() => starterDraft(currentLanguage(), company.name), [company.name]);
  return (
    <TemplateEditor
      start={start}
      onSaved={(saved) => navigate(`/templates/${saved.id}`, { replace: true })}
    />
  );
}

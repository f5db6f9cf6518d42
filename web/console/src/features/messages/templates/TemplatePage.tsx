import { useParams } from "react-router";
import { ErrorState, PageSkeleton } from "@/ui";
import { useTemplate } from "../api";
import { TemplateEditor } from "./TemplateEditor";
import { draftOf } from "./useDraft";

/** One stored template in its editor. */
export default function TemplatePage() {
  const { id = "" } = useParams();
  const template = useTemplate(id);
  if (template.isPending) return <PageSkeleton />;
  if (template.isError)
    return <ErrorState page error={template.error} retry={() => void template.refetch()} />;
  return <TemplateEditor key={id} start={draftOf(template.data)} stored={template.data} />;
}

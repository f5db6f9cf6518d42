import { Button } from "antd";
import { Send } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Chip, PageFrame, toast } from "@/ui";
import { type Draft, type TemplateDetail, useDraftCheck, useSaveTemplate } from "../api";
import { ArchiveButton } from "./ArchiveButton";
import styles from "./Editor.module.css";
import { EditorForm } from "./EditorForm";
import { PreviewPane } from "./PreviewPane";
import { TestDialog } from "./TestDialog";
import { draftOf, useDraft, useRested } from "./useDraft";

interface Props {
  start: Draft;
  /** The stored template; without it the draft is a new one. */
  stored?: TemplateDetail;
  onSaved?: (saved: TemplateDetail) => void;
}

/** A draft and, beside it, the mail that it makes. */
export function TemplateEditor({ start, stored, onSaved }: Props) {
  const t = useText();
  const may = useCan()("templates.write");
  const state = useDraft(start);
  const save = useSaveTemplate(stored?.id);
  const [profile, setProfile] = useState("");
  const [testing, setTesting] = useState(false);
  const { draft } = state;
  const check = useDraftCheck(useRested(draft.content, 350), draft.purpose, profile);
  const problems = check.problems.data;
  const submit = () =>
    save.mutate(draft, {
      onSuccess: (saved) => {
        state.markSaved(draftOf(saved));
        toast.success(t("messages.template.saved", { version: saved.version }));
        onSaved?.(saved);
      },
      onError: toast.error,
    });
  const next = stored ? stored.version + 1 : 1;
  const words =
    state.reworded && stored
      ? t("messages.template.save_version", { version: next })
      : t("messages.template.save");
  const incomplete = !draft.name.trim() || !draft.key.trim() || (problems?.length ?? 0) > 0;
  return (
    <PageFrame
      title={draft.name || t("messages.template.unnamed")}
      crumb={stored?.name ?? t("messages.nav.new_template")}
      purpose={t("messages.template.purpose")}
      chips={
        <>
          {stored && <Chip>{t("messages.template.version", { version: stored.version })}</Chip>}
          {stored?.archived && <Chip tone="warn">{t("messages.template.archived")}</Chip>}
          {state.dirty && stored && <Chip tone="brand">{t("messages.template.unsaved")}</Chip>}
        </>
      }
      actions={
        may && (
          <>
            {stored && <ArchiveButton template={stored} />}
            {stored && (
              <Button
                icon={<Send size={15} />}
                disabled={state.dirty}
                title={state.dirty ? t("messages.test.save_first") : undefined}
                onClick={() => setTesting(true)}
              >
                {t("messages.test.action")}
              </Button>
            )}
            <Button
              type="primary"
              loading={save.isPending}
              disabled={incomplete || !state.dirty}
              title={incomplete ? t("messages.template.incomplete") : undefined}
              onClick={submit}
            >
              {words}
            </Button>
          </>
        )
      }
    >
      <div className={styles.grid}>
        <EditorForm
          state={state}
          problems={problems}
          missing={check.preview.data?.problems ?? []}
          isNew={!stored}
          readOnly={!may}
        />
        <PreviewPane check={check} profile={profile} onProfile={setProfile} />
      </div>
      {stored && (
        <TestDialog id={stored.id} open={testing} profile={profile} onClose={() => setTesting(false)} />
      )}
    </PageFrame>
  );
}

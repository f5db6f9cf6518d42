import { Button } from "antd";
import { Redo2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { IconButton } from "@/ui";
import type { Segment } from "../api";
import { SegmentMenu } from "../list/SegmentMenu";
import type { Saving } from "./Builder";
import { ExportButton } from "./ExportButton";
import { RenameDialog } from "./RenameDialog";
import type { useDraft } from "./useDraft";

interface Props {
  segment: Segment | undefined;
  draft: ReturnType<typeof useDraft>;
  dirty: boolean;
  writes: boolean;
  saving: Saving;
}

/** Undo, redo, 另存为, 导出, 保存, 保存并用于旅程. */
export function BuilderActions({ segment, draft, dirty, writes, saving }: Props) {
  const t = useText();
  const [renamed, setRenamed] = useState<Segment | null>(null);
  return (
    <>
      <IconButton
        label={t("segments.builder.undo")}
        icon={Undo2}
        disabled={!draft.undo}
        onClick={draft.undo}
      />
      <IconButton
        label={t("segments.builder.redo")}
        icon={Redo2}
        disabled={!draft.redo}
        onClick={draft.redo}
      />
      {segment && <SegmentMenu segment={segment} onRename={() => setRenamed(segment)} />}
      {segment && writes && (
        <Button onClick={() => saving.setNaming("copy")}>{t("segments.builder.save_as")}</Button>
      )}
      {segment && <ExportButton segment={segment} />}
      {writes && (
        <>
          <Button
            disabled={segment !== undefined && !dirty}
            loading={saving.update.isPending}
            onClick={() => saving.save("stay", dirty)}
          >
            {t("segments.builder.save")}
          </Button>
          <Button type="primary" onClick={() => saving.save("journey", dirty)}>
            {t(segment && !dirty ? "segments.builder.use" : "segments.builder.save_and_use")}
          </Button>
        </>
      )}
      <RenameDialog segment={renamed} onClose={() => setRenamed(null)} />
    </>
  );
}

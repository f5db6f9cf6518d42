import { Dropdown, type MenuProps } from "antd";
import { Archive, Copy, Download, MoreHorizontal, Pause, Pencil, Play, RefreshCw } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { IconButton, toast, useJobToast } from "@/ui";
import { type Segment, useRecount, useUpdateSegment } from "../api";
import { useExport } from "../builder/ExportButton";
import { ArchiveDialog } from "./ArchiveDialog";
import { CopyDialog } from "./CopyDialog";

const icon = (Icon: typeof Copy) => <Icon size={15} strokeWidth={1.8} aria-hidden />;

/** What can be done to one segment: rename, duplicate, pause, count anew, export, archive. */
export function SegmentMenu({ segment, onRename }: { segment: Segment; onRename?: () => void }) {
  const t = useText();
  const can = useCan();
  const update = useUpdateSegment(false);
  const recount = useRecount();
  const follow = useJobToast();
  const exporting = useExport();
  const [open, setOpen] = useState<"copy" | "archive" | null>(null);
  const paused = segment.state === "paused";
  const writes = can("segments.write");
  const dynamic = segment.kind === "dynamic";
  const items: MenuProps["items"] = [
    writes &&
      onRename && {
        key: "rename",
        icon: icon(Pencil),
        label: t("segments.builder.rename"),
        onClick: onRename,
      },
    writes && {
      key: "copy",
      icon: icon(Copy),
      label: t("segments.menu.copy"),
      onClick: () => setOpen("copy"),
    },
    writes &&
      dynamic && {
        key: "pause",
        icon: icon(paused ? Play : Pause),
        label: t(paused ? "segments.menu.resume" : "segments.menu.pause"),
        onClick: () =>
          update.mutate(
            { id: segment.id, state: paused ? "live" : "paused" },
            {
              onSuccess: () =>
                toast.success(
                  t(paused ? "segments.menu.resumed" : "segments.menu.paused", { name: segment.name }),
                ),
            },
          ),
      },
    writes &&
      dynamic && {
        key: "recount",
        icon: icon(RefreshCw),
        label: t("segments.menu.recount"),
        onClick: () =>
          recount.mutate(segment.id, {
            onSuccess: ({ job }) =>
              follow(job, { title: t("segments.menu.recounting", { name: segment.name }) }),
          }),
      },
    can("segments.export") && {
      key: "export",
      icon: icon(Download),
      label: t("segments.menu.export"),
      onClick: () => void exporting.run(segment),
    },
    writes && { type: "divider" as const },
    writes && {
      key: "archive",
      danger: true,
      icon: icon(Archive),
      label: t("segments.menu.archive"),
      onClick: () => setOpen("archive"),
    },
  ].filter((item): item is Exclude<typeof item, false | undefined> => Boolean(item));
  if (items.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps the row below from opening
    // biome-ignore lint/a11y/useKeyWithClickEvents: the menu inside has its own keys
    <span onClick={(event) => event.stopPropagation()}>
      <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
        <IconButton label={t("segments.menu.label", { name: segment.name })} icon={MoreHorizontal} />
      </Dropdown>
      <CopyDialog segment={open === "copy" ? segment : null} onClose={() => setOpen(null)} />
      <ArchiveDialog segment={open === "archive" ? segment : null} onClose={() => setOpen(null)} />
    </span>
  );
}

import { Modal } from "antd";
import { useLocation, useNavigate } from "react-router";
import { useText } from "@/i18n";
import { toast, useFormat } from "@/ui";
import { type Segment, useArchiveSegment, useUsage } from "../api";
import { UsageLink } from "../builder/AboutCard";
import styles from "../builder/builder.module.css";

/** Asks with the count of people; while something uses the segment it says what, and offers no button. */
export function ArchiveDialog({ segment, onClose }: { segment: Segment | null; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const archive = useArchiveSegment();
  const usage = useUsage(segment?.id);
  if (!segment) return null;
  const used = usage.data ?? [];
  const refused = used.length > 0;
  const run = () =>
    archive.mutate(segment.id, {
      onSuccess: () => {
        toast.success(t("segments.archive.done", { name: segment.name }));
        onClose();
        if (pathname !== "/segments") navigate("/segments");
      },
      onError: onClose,
    });
  return (
    <Modal
      open
      onCancel={onClose}
      title={t(refused ? "segments.archive.refused" : "segments.archive.question", { name: segment.name })}
      okText={t(refused ? "ui.close" : "segments.menu.archive")}
      cancelText={t("ui.cancel")}
      cancelButtonProps={{ style: refused ? { display: "none" } : undefined }}
      okButtonProps={{ danger: !refused, loading: archive.isPending, disabled: usage.isPending }}
      onOk={refused ? onClose : run}
      width={440}
    >
      {refused ? (
        <>
          <p className="muted">{t("segments.archive.refused_lesson", { count: used.length })}</p>
          <ul className={styles.usage}>
            {used.map((one) => (
              <li key={`${one.kind}${one.id}`}>
                <UsageLink usage={one} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>
          <strong>{t("ui.confirm.people", { people: format.number(segment.size) })}</strong>{" "}
          <span className="muted">{t("segments.archive.lesson")}</span>
        </p>
      )}
    </Modal>
  );
}

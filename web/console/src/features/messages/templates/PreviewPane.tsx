import { Segmented, Skeleton } from "antd";
import { Monitor, Smartphone } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { Avatar, Card, Chip, EmptyState, ErrorState } from "@/ui";
import type { useDraftCheck } from "../api";
import styles from "./Preview.module.css";
import { ProfilePicker } from "./ProfilePicker";

type Device = "desktop" | "phone";

interface Props {
  check: ReturnType<typeof useDraftCheck>;
  profile: string;
  onProfile: (profile: string) => void;
}

/** How the inbox lists the mail: sender, subject. */
function InboxLine({ sender, subject, stale }: { sender: string; subject: string; stale: boolean }) {
  const t = useText();
  return (
    <div className={styles.inbox}>
      <Avatar name={sender || "@"} />
      <div className={styles.words}>
        <div className="ellipsis strong">{subject || t("messages.preview.no_subject")}</div>
        <div className="caption ellipsis">{sender || t("messages.preview.company_sender")}</div>
      </div>
      {stale && <Chip tone="warn">{t("messages.preview.stale")}</Chip>}
    </div>
  );
}

/** The draft as a person would get it: desktop, phone, plain text. */
export function PreviewPane({ check, profile, onProfile }: Props) {
  const t = useText();
  const [part, setPart] = useState<"html" | "text">("html");
  const [device, setDevice] = useState<Device>("desktop");
  const { problems, preview } = check;
  const broken = (problems.data?.length ?? 0) > 0;
  const mail = preview.data;
  return (
    <Card flush className={styles.pane}>
      <div className={styles.bar}>
        <Segmented
          value={part}
          onChange={(value) => setPart(value as "html" | "text")}
          options={[
            { value: "html", label: t("messages.preview.mail") },
            { value: "text", label: t("messages.preview.text") },
          ]}
        />
        {part === "html" && (
          <Segmented
            value={device}
            onChange={(value) => setDevice(value as Device)}
            aria-label={t("messages.preview.width")}
            options={[
              { value: "desktop", icon: <Monitor size={15} />, title: t("messages.preview.desktop") },
              { value: "phone", icon: <Smartphone size={15} />, title: t("messages.preview.phone") },
            ]}
          />
        )}
        <span style={{ flex: 1 }} />
        <ProfilePicker value={profile} onChange={onProfile} />
      </div>
      {mail && <InboxLine sender={mail.sender_name} subject={mail.subject} stale={broken} />}
      {mail && part === "html" && (
        <div className={styles.stage}>
          <iframe
            className={device === "phone" ? styles.phone : styles.desktop}
            title={t("messages.preview.title")}
            sandbox=""
            srcDoc={mail.html}
          />
        </div>
      )}
      {mail && part === "text" && <pre className={styles.text}>{mail.text}</pre>}
      {!mail && preview.isError && <ErrorState error={preview.error} retry={() => void preview.refetch()} />}
      {!mail && !preview.isError && broken && (
        <EmptyState title={t("messages.preview.broken")} lesson={t("messages.preview.broken_lesson")} />
      )}
      {!mail && !preview.isError && !broken && (
        <Skeleton active paragraph={{ rows: 10 }} style={{ padding: 24 }} />
      )}
    </Card>
  );
}

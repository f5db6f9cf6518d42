import { Popover } from "antd";
import { useEffect, useState } from "react";
import { useText } from "@/i18n";
import { Chip } from "@/ui";
import { type Segment, useUsage } from "../api";
import { UsageLink } from "./AboutCard";
import styles from "./builder.module.css";

const MINUTE = 60_000;

function useAgo() {
  const t = useText();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return (at: string): string => {
    const gone = Math.max(0, now - Date.parse(at));
    if (gone < MINUTE) return t("segments.ago.seconds", { count: Math.max(1, Math.round(gone / 1000)) });
    if (gone < 60 * MINUTE) return t("segments.ago.minutes", { count: Math.round(gone / MINUTE) });
    if (gone < 48 * 60 * MINUTE) return t("segments.ago.hours", { count: Math.round(gone / MINUTE / 60) });
    return t("segments.ago.days", { count: Math.round(gone / MINUTE / 1440) });
  };
}

/** How fresh it is, what uses it, whether changes are not saved. */
export function StatusChips({ segment, dirty }: { segment: Segment; dirty: boolean }) {
  const t = useText();
  const ago = useAgo();
  const used = useUsage(segment.id).data ?? [];
  const fresh = segment.refreshed_at ? ` · ${ago(segment.refreshed_at)}` : "";
  return (
    <>
      {segment.computing ? (
        <Chip tone="brand" dot>
          {t("segments.state.computing")}
        </Chip>
      ) : segment.kind !== "dynamic" ? (
        <Chip title={t(`segments.kind.${segment.kind}_words`)}>{t(`segments.kind.${segment.kind}`)}</Chip>
      ) : segment.state === "live" ? (
        <Chip tone="ok" dot>
          {t("segments.state.live") + fresh}
        </Chip>
      ) : (
        <Chip tone="warn" dot>
          {t("segments.state.paused") + fresh}
        </Chip>
      )}
      {used.length > 0 && (
        <Popover
          trigger="click"
          placement="bottomLeft"
          arrow={false}
          content={
            <ul className={styles.usage}>
              {used.map((one) => (
                <li key={`${one.kind}${one.id}`}>
                  <UsageLink usage={one} />
                </li>
              ))}
            </ul>
          }
        >
          <span>
            <Chip onClick={() => undefined}>{t("segments.usage.count", { count: used.length })}</Chip>
          </span>
        </Popover>
      )}
      {dirty && <Chip tone="warn">{t("segments.builder.unsaved")}</Chip>}
    </>
  );
}

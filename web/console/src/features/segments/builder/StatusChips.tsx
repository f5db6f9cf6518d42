import { Popover } from "antd";
import { useText } from "@/i18n";
import { Chip, useFormat } from "@/ui";
import { type Segment, useUsage } from "../api";
import { UsageLink } from "./AboutCard";
import styles from "./builder.module.css";

/** How fresh it is, what uses it, whether changes are not saved. */
export function StatusChips({ segment, dirty }: { segment: Segment; dirty: boolean }) {
  const t = useText();
  const format = useFormat();
  const used = useUsage(segment.id).data ?? [];
  const fresh = segment.refreshed_at
    ? ` · ${t("segments.state.changed", { at: format.dateTime(segment.refreshed_at) })}`
    : "";
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

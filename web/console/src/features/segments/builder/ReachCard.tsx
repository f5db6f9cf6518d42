import { Skeleton } from "antd";
import { type LucideIcon, Mail, MessageCircle, MessagesSquare, Smartphone } from "lucide-react";
import { useText } from "@/i18n";
import { BulletBar, Card, Definition, Delta, NumberText, Percent, Sparkline, useFormat } from "@/ui";
import type { Preview, Segment } from "../api";
import { useWords } from "../condition";
import styles from "./builder.module.css";

const CHANNELS: [key: string, icon: LucideIcon][] = [
  ["sms", Smartphone],
  ["wecom", MessageCircle],
  ["wechat", MessagesSquare],
  ["email", Mail],
];

interface Props {
  preview: Preview | undefined;
  /** Figures are being counted anew. */
  busy: boolean;
  segment: Segment | undefined;
  /** The figures are those of the saved segment: its history belongs to them. */
  saved: boolean;
  /** The people found; with a channel those of them who can be reached on it. */
  onOpen: (channel?: string) => void;
}

/** How many, of how many, since yesterday; and on which channels they may be reached. */
export function ReachCard({ preview, busy, segment, saved, onOpen }: Props) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const sizes = saved ? (segment?.sparkline ?? []) : [];
  const before = sizes.at(-2)?.size;
  const count = preview?.count;
  const figure = <NumberText value={count} />;
  return (
    <Card>
      <div className={styles.hit}>
        <div>
          <Definition text={t("segments.reach.count_definition")} icon>
            <span className="muted">{t("segments.reach.count")}</span>
          </Definition>
          <div
            className={`${styles.hero} ${busy ? styles.busy : ""}`}
            aria-live="polite"
            data-testid="live-count"
          >
            {preview ? (
              <button type="button" onClick={() => onOpen()} title={t("segments.reach.open")}>
                {figure}
              </button>
            ) : (
              <Skeleton.Button active size="small" />
            )}
            <span className="muted" hidden={!preview}>
              {t("segments.reach.share", {
                share: format.percent(preview?.share),
                base: format.number(preview?.base),
              })}
            </span>
          </div>
        </div>
        {sizes.length > 1 && (
          <div className={styles.spark}>
            <Sparkline
              values={sizes.map((one) => one.size)}
              width={140}
              height={38}
              label={t("segments.reach.trend")}
            />
            <span className="caption">
              <Delta
                kind="number"
                good="none"
                change={count === undefined || before === undefined ? null : count - before}
                against={t("segments.reach.against")}
              />
            </span>
          </div>
        )}
      </div>
      <div className={styles.reachHead}>
        <Definition text={t("segments.reach.definition")} icon>
          <strong>{t("segments.reach.title")}</strong>
        </Definition>
        <span className="caption">{t("segments.reach.of")}</span>
      </div>
      <ul className={styles.channels}>
        {CHANNELS.map(([channel, Icon]) => {
          const reached = preview?.reachable[channel] ?? 0;
          const share = count ? reached / count : 0;
          return (
            <li key={channel}>
              <Icon size={16} strokeWidth={1.7} color="var(--ink-3)" aria-hidden />
              <span>{words.label("channels", channel)}</span>
              <BulletBar
                value={reached}
                max={Math.max(count ?? 0, 1)}
                label={`${words.label("channels", channel)} ${reached}`}
              />
              <button type="button" onClick={() => onOpen(channel)} title={t("segments.reach.open")}>
                <NumberText value={preview ? reached : null} />
              </button>
              <span className="muted">{preview && count ? <Percent value={share} digits={0} /> : "—"}</span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

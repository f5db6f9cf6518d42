import { Button, Segmented } from "antd";
import { Download } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { Card } from "@/ui";
import type { WriteKey } from "../api";
import { CodeBox } from "./CodeBox";
import { OptionsPanel } from "./OptionsPanel";
import styles from "./Sources.module.css";
import { DEFAULTS, installCode, type Platform, platformsFor, usageCode } from "./snippets";

/** The code of a source for each platform that its key fits. */
export function InstallCard({ source }: { source: WriteKey }) {
  const t = useText();
  const offered = platformsFor(source.kind);
  const [wanted, setWanted] = useState<Platform>();
  const [options, setOptions] = useState(DEFAULTS);
  const platform = wanted && offered.includes(wanted) ? wanted : (offered[0] as Platform);
  const usage = usageCode(platform, options, (call) => t(`data.sources.say_${call}`));
  const host = window.location.origin;
  return (
    <Card
      title={t("data.sources.install")}
      extra={
        <Segmented
          value={platform}
          onChange={(value) => setWanted(value as Platform)}
          options={offered.map((value) => ({ value, label: t(`data.sources.platform_${value}`) }))}
        />
      }
    >
      {!source.key && <p className={styles.hint}>{t("data.sources.key_hidden")}</p>}
      {platform === "miniprogram" && <p className={styles.hint}>{t("data.sources.domain", { host })}</p>}
      <CodeBox
        title={t(`data.sources.where_${platform}`)}
        code={installCode(platform, source.key ?? `${source.prefix}…`, host, options)}
        extra={
          platform === "miniprogram" && (
            <a href="/sdk/v1/marketloop-wechat.js?download" download>
              <Button size="small" icon={<Download size={13} />}>
                marketloop-wechat.js
              </Button>
            </a>
          )
        }
      />
      {usage && (
        <>
          <OptionsPanel
            platform={platform}
            options={options}
            onChange={(changes) => setOptions({ ...options, ...changes })}
          />
          <CodeBox title={t("data.sources.usage")} code={usage} />
        </>
      )}
    </Card>
  );
}

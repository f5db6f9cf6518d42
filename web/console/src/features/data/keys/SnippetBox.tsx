import { Segmented } from "antd";
import { useState } from "react";
import { useText } from "@/i18n";
import { CodeBox } from "../sources/CodeBox";
import { installCode, type Platform, platformsFor } from "../sources/snippets";

/** Ready code for a key, to copy. */
export function SnippetBox({ apiKey, kind }: { apiKey: string; kind: string }) {
  const t = useText();
  const offered = platformsFor(kind);
  const [platform, setPlatform] = useState(offered[0] as Platform);
  return (
    <CodeBox
      code={installCode(platform, apiKey, window.location.origin)}
      title={
        <Segmented
          size="small"
          value={platform}
          onChange={(value) => setPlatform(value as Platform)}
          options={offered.map((value) => ({ value, label: t(`data.sources.platform_${value}`) }))}
        />
      }
    />
  );
}

import { Button, Segmented } from "antd";
import { Copy } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { toast } from "@/ui";
import styles from "./Keys.module.css";
import { LANGUAGES, type SnippetLanguage, snippet } from "./snippets";

/** Ready code for a key, to copy. */
export function SnippetBox({ apiKey, kind }: { apiKey: string; kind: string }) {
  const t = useText();
  const offered = LANGUAGES.filter((one) =>
    kind === "browser" ? one === "browser" || one === "curl" : one !== "browser",
  );
  const [language, setLanguage] = useState<SnippetLanguage>(kind === "browser" ? "browser" : "python");
  const code = snippet(language, apiKey, window.location.origin);
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    toast.success(t("ui.copied"));
  };
  return (
    <div className={styles.snippet}>
      <div className="row">
        <Segmented
          size="small"
          value={language}
          onChange={(value) => setLanguage(value as SnippetLanguage)}
          options={offered.map((value) => ({ value, label: t(`data.keys.lang_${value}`) }))}
        />
        <span style={{ flex: 1 }} />
        <Button size="small" icon={<Copy size={13} />} onClick={() => void copy().catch(toast.error)}>
          {t("ui.copy")}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <pre tabIndex={0}>{code}</pre>
    </div>
  );
}

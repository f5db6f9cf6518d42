import { Button, Popover } from "antd";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import type { Issue, Issues } from "../api";
import { useWorld } from "../canvas/context";
import styles from "./Page.module.css";

interface Props {
  issues: Issues | undefined;
  onIssue: (node: string) => void;
}

/** What validation finds, in one line; the list names the steps and selects them. */
export function IssuesButton({ issues, onIssue }: Props) {
  const t = useText();
  const [open, setOpen] = useState(false);
  if (!issues) return null;
  const { errors, warnings } = issues;
  const tone = errors.length ? "bad" : warnings.length ? "warn" : "ok";
  const Icon = tone === "bad" ? CircleAlert : tone === "warn" ? TriangleAlert : CircleCheck;
  const all = [...errors, ...warnings];
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      open={open && all.length > 0}
      onOpenChange={setOpen}
      content={
        <div className={styles.issues}>
          {all.map((issue) => (
            <IssueRow
              key={`${issue.node}-${issue.code}-${JSON.stringify(issue.params)}`}
              issue={issue}
              onOpen={() => {
                setOpen(false);
                onIssue(issue.node);
              }}
            />
          ))}
        </div>
      }
    >
      <Button type="text" icon={<Icon size={15} />} style={{ color: `var(--${tone}-text)` }}>
        {all.length
          ? t("journeys.issues.summary", { errors: errors.length, warnings: warnings.length })
          : t("journeys.issues.none")}
      </Button>
    </Popover>
  );
}

function IssueRow({ issue, onOpen }: { issue: Issue; onOpen: () => void }) {
  const t = useText();
  const { graph, words } = useWorld();
  const step = graph.nodes.find((one) => one.id === issue.node);
  const bad = issue.level === "error";
  const Icon = bad ? CircleAlert : TriangleAlert;
  return (
    <button type="button" className={styles.issue} onClick={onOpen}>
      <Icon
        size={15}
        color={bad ? "var(--bad)" : "var(--warn)"}
        aria-label={t(`journeys.issues.${issue.level}`)}
      />
      <span>
        <strong>{step ? words.title(step) : t("journeys.issues.whole")}</strong>
        {issue.text}
      </span>
    </button>
  );
}

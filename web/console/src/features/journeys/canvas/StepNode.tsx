import { Handle, type Node, type NodeProps, Position, useUpdateNodeInternals } from "@xyflow/react";
import { Tooltip } from "antd";
import { CircleAlert, Plus, TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import type { Issue } from "../api";
import { KINDS } from "../graph/kinds";
import { isEntry, type Step, waysOf } from "../graph/model";
import styles from "./Canvas.module.css";
import { useWorld } from "./context";
import { figuresOf } from "./figures";
import { InsertMenu } from "./InsertMenu";
import { MarkChip } from "./MarkChip";

export type StepNodeType = Node<{ step: Step }, "step">;

function Finding({ issues }: { issues: Issue[] }) {
  if (!issues.length) return null;
  const bad = issues.some((one) => one.level === "error");
  const Icon = bad ? CircleAlert : TriangleAlert;
  const words = issues.map((one) => one.text).join("\n");
  return (
    <Tooltip title={<span style={{ whiteSpace: "pre-line" }}>{words}</span>}>
      <span className={bad ? styles.bad : styles.warn} role="img" aria-label={words}>
        <Icon size={15} strokeWidth={2} aria-hidden />
      </span>
    </Tooltip>
  );
}

/** Dashed buttons below a step: what comes next on the ways that lead nowhere yet. */
function OpenWays({ step, always }: { step: Step; always: boolean }) {
  const t = useText();
  const { insert, words } = useWorld();
  const ways = waysOf(step);
  const open = ways.filter((way) => way.to === null);
  if (!open.length) return null;
  return (
    <div className={`${styles.open} ${always ? styles.always : ""} nodrag nopan`}>
      {open.map((way) => (
        <InsertMenu key={way.branch} onPick={(type) => insert(step.id, way.branch, type)}>
          <button type="button" className={styles.next}>
            <Plus size={12} aria-hidden />
            {ways.length > 1 ? words.way(step, way) : t("journeys.canvas.next")}
          </button>
        </InsertMenu>
      ))}
    </div>
  );
}

function People({ step }: { step: Step }) {
  const t = useText();
  const format = useFormat();
  const { graph, report, openPeople, words } = useWorld();
  if (!report) return null;
  const { people } = figuresOf(graph, step, report);
  const title = words.title(step);
  return (
    <Tooltip title={t(`journeys.canvas.people_${step.type === "goal" ? "goal" : "step"}`)}>
      <button
        type="button"
        className={`${styles.people} nodrag`}
        onClick={(event) => {
          event.stopPropagation();
          openPeople(people.behind, title);
        }}
      >
        {format.number(people.value)}
      </button>
    </Tooltip>
  );
}

function Below({ step }: { step: Step }) {
  const t = useText();
  const format = useFormat();
  const { graph, report, words } = useWorld();
  const marks = report ? figuresOf(graph, step, report).marks : [];
  const mail = report?.nodes.find((one) => one.node === step.id)?.messages;
  const text =
    mail && mail.sent > 0
      ? t("journeys.canvas.sent", { count: format.number(mail.sent) })
      : words.below(step);
  return (
    <div className={styles.below}>
      <span className={styles.state} title={words.below(step)}>
        {text}
      </span>
      {marks.map((mark) => (
        <MarkChip key={mark.kind} mark={mark} step={step} />
      ))}
    </div>
  );
}

/** One step: picture, title and people; state and chips below. */
export function StepNode({ data, selected, id }: NodeProps<StepNodeType>) {
  const { step } = data;
  const { issues, editable, words } = useWorld();
  const refresh = useUpdateNodeInternals();
  const ways = waysOf(step);
  const keys = ways.map((way) => way.branch).join("|");
  // biome-ignore lint/correctness/useExhaustiveDependencies: other ways out are other handles
  useEffect(() => refresh(id), [refresh, id, keys]);
  const { icon: Icon, hue } = KINDS[step.type];
  const found = issues.get(step.id) ?? [];
  const wrong = found.some((one) => one.level === "error");
  const ends = ways.length > 0 && ways.every((way) => way.to === null);
  return (
    <div className={`${styles.step} ${selected ? styles.selected : ""} ${wrong ? styles.wrong : ""}`}>
      {!isEntry(step) && (
        <Handle
          type="target"
          position={Position.Top}
          id="in"
          className={styles.handle}
          isConnectable={editable}
        />
      )}
      <div className={styles.above}>
        <span className={`${styles.icon} ${styles[hue]}`}>
          <Icon size={15} strokeWidth={1.8} aria-hidden />
        </span>
        <span className={styles.title} title={words.title(step)}>
          {words.title(step)}
        </span>
        <Finding issues={found} />
        <People step={step} />
      </div>
      <Below step={step} />
      {ways.map((way, at) => (
        <Handle
          key={way.branch}
          type="source"
          position={Position.Bottom}
          id={way.branch}
          className={`${styles.handle} ${styles.out}`}
          style={{ left: `${(100 * (at + 1)) / (ways.length + 1)}%` }}
          isConnectable={editable}
          title={words.way(step, way)}
        />
      ))}
      {editable && <OpenWays step={step} always={ends || (isEntry(step) && ends)} />}
    </div>
  );
}

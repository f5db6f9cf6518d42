import { Button } from "antd";
import { GitMerge, Undo2 } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { ConfirmButton, useFormat } from "@/ui";
import { type Graph, type Merge, type Order, useUndoMerge } from "../api";
import styles from "./identity.module.css";
import { ruleOf } from "./kinds";

/** The profiles that stood behind this one when it was absorbed, as far as merges that still hold tell. */
function sideOf(graph: Graph, merge: Merge): Set<string> {
  const side = new Set([merge.absorbed]);
  for (const one of [...graph.merges].sort((a, b) => b.at.localeCompare(a.at)))
    if (!one.undone_at && side.has(one.survivor) && one.at <= merge.at) side.add(one.absorbed);
  return side;
}

function Half({ letter, ids, orders, sum, joined }: HalfProps) {
  const t = useText();
  const format = useFormat();
  return (
    <div className={`${styles.half} ${joined ? styles.halfJoined : ""}`}>
      <strong>{t("customers.identity.original", { letter })}</strong>
      {t("customers.merge.half", { ids, orders, sum: format.money(sum) })}
    </div>
  );
}

interface HalfProps {
  letter: string;
  ids: number;
  orders: number;
  sum: number;
  joined?: boolean;
}

/** What each of the two would keep. */
function SplitPreview({ graph, merge, orders }: { graph: Graph; merge: Merge; orders: Order[] }) {
  const side = sideOf(graph, merge);
  const restored = (profile: string | null) => profile !== null && side.has(profile);
  const share = (theirs: boolean) => {
    const own = orders.filter((order) => restored(order.profile) === theirs);
    return {
      ids: graph.nodes.filter((node) => restored(node.profile) === theirs).length,
      orders: own.filter((order) => order.kind === "sale").length,
      sum: own.reduce((sum, order) => sum + order.amount - order.refunded, 0),
    };
  };
  return (
    <div className={styles.split}>
      <Half letter="A" {...share(false)} />
      <Half letter="B" {...share(true)} joined />
    </div>
  );
}

interface Props {
  graph: Graph;
  merge: Merge;
  orders: Order[];
  onSplit: (people: { kept: string; restored: string }) => void;
}

/** One merge: when, why; its undoing with a look at the result first. */
export function MergeRow({ graph, merge, orders, onSplit }: Props) {
  const t = useText();
  const format = useFormat();
  const may = useCan()("profiles.write");
  const [preview, setPreview] = useState(false);
  const undo = useUndoMerge();
  const standing = !merge.undone_at;
  return (
    <div className={`${styles.merge} ${standing ? "" : styles.undone}`}>
      <div className={styles.mergeHead}>
        <GitMerge size={14} aria-hidden />
        <span>
          {format.dateTime(merge.at)} {t(merge.by ? "customers.merge.by_hand" : "customers.merge.by_rule")}
        </span>
        <span className="muted">{ruleOf(merge.rule, merge.evidence, t)}</span>
      </div>
      {!standing && <div>{t("customers.merge.undone_at", { at: format.dateTime(merge.undone_at) })}</div>}
      {standing && preview && <SplitPreview graph={graph} merge={merge} orders={orders} />}
      {standing && (
        <div className={styles.mergeActions}>
          {may && (
            <ConfirmButton
              question={t("customers.merge.undo_question")}
              lesson={t("customers.merge.undo_lesson")}
              people={2}
              confirm={t("customers.merge.undo")}
              danger={false}
              onConfirm={() => undo.mutate(merge.id, { onSuccess: onSplit })}
              button={{ size: "small", icon: <Undo2 size={14} />, loading: undo.isPending }}
            >
              {t("customers.merge.undo")}
            </ConfirmButton>
          )}
          <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setPreview(!preview)}>
            {t(preview ? "customers.merge.hide_preview" : "customers.merge.preview")}
          </Button>
        </div>
      )}
    </div>
  );
}

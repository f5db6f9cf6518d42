import { Skeleton } from "antd";
import { Check, Minus, X } from "lucide-react";
import { useText } from "@/i18n";
import { ErrorState } from "@/ui";
import { type ExplainedNode, useExplanation } from "../api";
import { type Leaf, useWords } from "../condition";
import { evidenceOf, sayLeaf } from "../condition/leaves/registry";
import styles from "./builder.module.css";

interface Row {
  key: string;
  leaf: Leaf;
  holds: boolean;
  /** How it counts: under an odd number of 非 it must not hold; in a 或 that holds already it does not matter. */
  verdict: "met" | "failed" | "spare";
  negated: boolean;
  data: Record<string, unknown>;
}

/** The leaves in their order, each with what it means for the whole. */
function rowsOf(node: ExplainedNode, key = "0", negated = false, spare = false): Row[] {
  if (node.of.length === 0 && node.type !== "all" && node.type !== "any" && node.type !== "not") {
    const good = node.holds !== negated;
    return [
      {
        key,
        leaf: node.leaf as unknown as Leaf,
        holds: node.holds,
        verdict: good ? "met" : spare ? "spare" : "failed",
        negated,
        data: node.data,
      },
    ];
  }
  const inside = node.type === "not" ? !negated : negated;
  // One part is enough: in a 或 that holds, and in an 且 under 非 that does not.
  const enough =
    (node.type === "any" && !inside && node.holds) || (node.type === "all" && inside && !node.holds);
  return node.of.flatMap((part, at) => rowsOf(part, `${key}.${at}`, inside, spare || enough));
}

const ICONS = { met: Check, failed: X, spare: Minus };

/** Why a person is in it: every leaf with its verdict and the data behind it. */
export function Why({ segment, person }: { segment: string; person: string }) {
  const t = useText();
  const words = useWords();
  const found = useExplanation(segment, person);
  if (found.isPending)
    return <Skeleton active title={false} paragraph={{ rows: 2 }} className={styles.whyLoading} />;
  if (found.isError) return <ErrorState compact error={found.error} retry={() => void found.refetch()} />;
  const { tree, member, fulfils } = found.data;
  if (!tree) return <p className={styles.whyNote}>{t("segments.why.static")}</p>;
  return (
    <section aria-label={t("segments.why.label")}>
      {member !== fulfils && (
        <p className={styles.whyNote}>{t(member ? "segments.why.no_longer" : "segments.why.soon")}</p>
      )}
      <ul className={styles.why}>
        {rowsOf(tree).map((row) => {
          const Icon = ICONS[row.verdict];
          const evidence = evidenceOf(row.leaf, row.data, words);
          const verdict = t(`segments.why.${row.verdict}`);
          return (
            <li key={row.key}>
              <span
                className={`${styles.verdict} ${styles[row.verdict]}`}
                role="img"
                aria-label={verdict}
                title={verdict}
              >
                <Icon size={12} strokeWidth={2.4} aria-hidden />
              </span>
              <span className={styles.whyWords} title={sayLeaf(row.leaf, words)}>
                {row.negated && <span className={styles.not}>{t("segments.group.none")}</span>}
                {sayLeaf(row.leaf, words)}
              </span>
              <span className={styles.evidence} title={evidence}>
                {evidence || t(row.holds ? "segments.evidence.yes" : "segments.evidence.no")}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

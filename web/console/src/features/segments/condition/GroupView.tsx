import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { AddButtons } from "./AddButtons";
import { keyOf, useEditor } from "./context";
import styles from "./editor.module.css";
import { GroupBadge } from "./GroupBadge";
import { LeafRow } from "./LeafRow";
import { type Branch, type Group, type Place, twigsOf } from "./tree";

interface Props {
  group: Group;
  place: Place;
}

/** A rail with its badge, then the parts; the root's parts carry what remains after them. */
export function GroupView({ group, place }: Props) {
  const t = useText();
  const { counts, errors } = useEditor();
  const isRoot = place.length === 0;
  const fault = errors[group.path];
  return (
    <div
      className={`${styles.group} ${isRoot ? styles.root : ""} ${group.kind === "none" ? styles.none : ""}`}
    >
      <div className={styles.rail}>
        <GroupBadge group={group} place={place} />
      </div>
      <div className={styles.parts}>
        {group.of.map((part, at) => {
          const there = [...place, at];
          const view =
            part.kind === "leaf" ? (
              <LeafRow twig={part} place={there} />
            ) : (
              <GroupView group={part} place={there} />
            );
          if (!isRoot) return <div key={keyOf(there)}>{view}</div>;
          return (
            <div key={keyOf(there)} className={styles.part}>
              <div className={styles.partBody}>{view}</div>
              {counts && (
                <Remaining
                  part={part}
                  last={at === group.of.length - 1}
                  shown={group.kind !== "none" || at === group.of.length - 1}
                />
              )}
            </div>
          );
        })}
        {group.of.length === 0 && (
          <div className={styles.empty}>
            {t(isRoot ? "segments.editor.empty" : "segments.editor.empty_group")}
          </div>
        )}
        {fault && <div className={styles.fault}>{fault}</div>}
        {!isRoot && (
          <div className={styles.addHere}>
            <AddButtons place={place} quiet />
          </div>
        )}
      </div>
    </div>
  );
}

/** People left after this part and all before it, as figure and bar. */
function Remaining({ part, last, shown }: { part: Branch; last: boolean; shown: boolean }) {
  const t = useText();
  const format = useFormat();
  const { counts } = useEditor();
  const paths = new Set(twigsOf(part).map((twig) => twig.path));
  const figure = counts?.leaves.find((leaf) => paths.has(leaf.path))?.remaining;
  if (!shown || figure === undefined) return <div className={styles.remaining} />;
  const share = counts?.base ? figure / counts.base : 0;
  return (
    <div
      className={styles.remaining}
      title={t("segments.counts.remaining_of", {
        count: format.number(figure),
        share: format.percent(share),
      })}
    >
      <span className={styles.bar} aria-hidden>
        <span style={{ width: `${Math.min(100, 100 * share)}%` }} />
      </span>
      <span className={last ? styles.final : styles.figure}>{format.number(figure)}</span>
    </div>
  );
}

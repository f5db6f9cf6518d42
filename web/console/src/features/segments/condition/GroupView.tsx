import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import { AddButtons } from "./AddButtons";
import { countable } from "./complete";
import { keyOf, useEditor } from "./context";
import styles from "./editor.module.css";
import { GroupBadge } from "./GroupBadge";
import { LeafRow } from "./LeafRow";
import { type Branch, type Group, type Place, twigsOf, writeTree } from "./tree";
import type { Counts } from "./types";

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
              {counts && <Remaining group={group} at={at} />}
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

/** People left after this part and all before it, as figure and bar; opens them. */
function Remaining({ group, at }: { group: Group; at: number }) {
  const t = useText();
  const format = useFormat();
  const { counts, onPeople } = useEditor();
  const last = at === group.of.length - 1;
  const figures = group.of.map((part) => remainingOf(part, counts));
  const figure = figures[at];
  if (figure === undefined || (group.kind === "none" && !last)) return <div className={styles.remaining} />;
  const longest = Math.max(1, ...figures.map((one) => one ?? 0));
  const words = format.number(figure);
  const share = format.percent(counts?.base ? figure / counts.base : 0);
  const inside = (
    <>
      <span className={styles.bar} aria-hidden>
        <span style={{ width: `${(100 * figure) / longest}%` }} />
      </span>
      <span className={last ? styles.final : styles.figure}>{words}</span>
    </>
  );
  const title = t("segments.counts.remaining_of", { count: words, share });
  if (!onPeople)
    return (
      <div className={styles.remaining} title={title}>
        {inside}
      </div>
    );
  const open = () => {
    const soFar = writeTree({ ...group, of: group.of.slice(0, at + 1) });
    onPeople(countable(soFar).condition, t("segments.counts.remaining_title", { count: at + 1 }));
  };
  return (
    <button type="button" className={styles.remaining} title={title} aria-label={title} onClick={open}>
      {inside}
    </button>
  );
}

/** All leaves of a part carry the part's figure. */
function remainingOf(part: Branch, counts: Counts | undefined): number | undefined {
  const paths = new Set(twigsOf(part).map((twig) => twig.path));
  return counts?.leaves.find((leaf) => paths.has(leaf.path))?.remaining;
}

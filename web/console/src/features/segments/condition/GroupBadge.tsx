import { Dropdown, type MenuProps } from "antd";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useText } from "@/i18n";
import { useEditor } from "./context";
import styles from "./editor.module.css";
import { append, type Group, type GroupKind, type Place, removeAt, setKind, shift } from "./tree";

const KINDS: GroupKind[] = ["all", "any", "none"];

/** 且 / 或 / 非: what the group demands; its menu also moves, extends and removes it. Draggable as a whole. */
export function GroupBadge({ group, place }: { group: Group; place: Place }) {
  const t = useText();
  const { root, edit, setDragged } = useEditor();
  const nested = place.length > 0;
  const items: MenuProps["items"] = [
    ...KINDS.map((kind) => ({
      key: kind,
      label: (
        <span className={styles.kind}>
          <span className={`${styles.badge} ${kind === "none" ? styles.badgeNone : ""}`}>
            {t(`segments.group.${kind}`)}
          </span>
          {t(`segments.group.${kind}_words`)}
        </span>
      ),
      onClick: () => edit(setKind(root, place, kind)),
    })),
    { type: "divider" as const },
    {
      key: "add",
      icon: <Plus size={15} aria-hidden />,
      label: t("segments.editor.add_group_here"),
      onClick: () =>
        edit(append(root, place, { kind: group.kind === "all" ? "any" : "all", path: "", of: [] })),
    },
    ...(nested
      ? [
          {
            key: "up",
            icon: <ArrowUp size={15} aria-hidden />,
            label: t("segments.editor.up"),
            onClick: () => edit(shift(root, place, -1)),
          },
          {
            key: "down",
            icon: <ArrowDown size={15} aria-hidden />,
            label: t("segments.editor.down"),
            onClick: () => edit(shift(root, place, 1)),
          },
          {
            key: "remove",
            danger: true,
            icon: <Trash2 size={15} aria-hidden />,
            label: t("segments.editor.remove_group"),
            onClick: () => edit(removeAt(root, place)),
          },
        ]
      : []),
  ];
  return (
    <Dropdown menu={{ items, selectedKeys: [group.kind] }} trigger={["click"]}>
      <button
        type="button"
        className={`${styles.badge} ${group.kind === "none" ? styles.badgeNone : ""}`}
        aria-label={t("segments.group.label", { kind: t(`segments.group.${group.kind}_words`) })}
        draggable={nested}
        onDragStart={(event) => {
          event.stopPropagation();
          event.dataTransfer.effectAllowed = "move";
          event.dataTransfer.setData("text/plain", "group");
          setDragged(place);
        }}
        onDragEnd={() => setDragged(null)}
      >
        {t(`segments.group.${group.kind}`)}
      </button>
    </Dropdown>
  );
}

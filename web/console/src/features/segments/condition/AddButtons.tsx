import { Button, Dropdown, type MenuProps } from "antd";
import { Plus } from "lucide-react";
import { useText } from "@/i18n";
import { keyOf, useEditor } from "./context";
import { LEAF_KINDS } from "./leaves/registry";
import { append, type Branch, branchAt, type Place } from "./tree";
import type { Leaf } from "./types";

const AREAS = ["behaviour", "profile", "place", "relation", "reach", "other"] as const;

interface Props {
  /** The group that gets what is added. */
  place: Place;
  /** Inside a nested group: one quiet button. */
  quiet?: boolean;
}

/** Adds a condition (by type) or a group to the end of a group. */
export function AddButtons({ place, quiet }: Props) {
  const t = useText();
  const { root, edit, types, setFresh } = useEditor();
  const put = (made: Branch) => {
    const group = branchAt(root, place);
    if (!group || group.kind === "leaf") return;
    setFresh(keyOf([...place, group.of.length]));
    edit(append(root, place, made));
  };
  const items: MenuProps["items"] = AREAS.map((area) => ({
    key: area,
    type: "group" as const,
    label: t(`segments.area.${area}`),
    children: LEAF_KINDS.filter((kind) => kind.area === area && types.includes(kind.type)).map((kind) => {
      const made: Leaf = kind.make();
      const Icon = kind.icon(made);
      return {
        key: kind.type,
        icon: <Icon size={15} strokeWidth={1.8} color="var(--ink-3)" aria-hidden />,
        label: t(`segments.leaf.${kind.type}`),
        onClick: () => put({ kind: "leaf", path: "", leaf: kind.make() }),
      };
    }),
  })).filter((area) => area.children.length > 0);
  const icon = <Plus size={quiet ? 13 : 14} aria-hidden />;
  return (
    <>
      <Dropdown menu={{ items, style: { maxHeight: 540, overflowY: "auto" } }} trigger={["click"]}>
        <Button size={quiet ? "small" : "middle"} type={quiet ? "text" : "default"} icon={icon}>
          {t("segments.editor.add_condition")}
        </Button>
      </Dropdown>
      {!quiet && (
        <Button icon={icon} onClick={() => put({ kind: place.length % 2 ? "all" : "any", path: "", of: [] })}>
          {t("segments.editor.add_group")}
        </Button>
      )}
    </>
  );
}

import { Dropdown } from "antd";
import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { GROUPS, KINDS, STEP_TYPES } from "../graph/kinds";
import type { StepType } from "../graph/model";
import styles from "./Canvas.module.css";
import panels from "./Panels.module.css";

interface Props {
  onPick: (type: StepType) => void;
  children: ReactNode;
}

/** The steps that may follow another one, by group. */
export function InsertMenu({ onPick, children }: Props) {
  const t = useText();
  const items = GROUPS.filter((group) => group !== "entry").map((group) => ({
    key: group,
    type: "group" as const,
    label: t(`journeys.group.${group}`),
    children: STEP_TYPES.filter((type) => KINDS[type].group === group).map((type) => {
      const { icon: Icon, hue } = KINDS[type];
      return {
        key: type,
        label: t(`journeys.type.${type}`),
        icon: (
          <span className={`${styles.icon} ${styles.small} ${styles[hue]}`}>
            <Icon size={13} strokeWidth={1.8} aria-hidden />
          </span>
        ),
      };
    }),
  }));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items,
        onClick: ({ key, domEvent }) => {
          domEvent.stopPropagation();
          onPick(key as StepType);
        },
      }}
      placement="bottom"
      classNames={{ root: panels.menu }}
    >
      {children}
    </Dropdown>
  );
}

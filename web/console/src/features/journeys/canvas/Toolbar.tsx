import { useReactFlow, useStore } from "@xyflow/react";
import { Maximize, Minus, Network, Plus, Redo2, Undo2 } from "lucide-react";
import { useText } from "@/i18n";
import { IconButton } from "@/ui";
import { GROUPS, KINDS, STEP_TYPES } from "../graph/kinds";
import { KIND_TYPE, type StepType } from "../graph/model";
import styles from "./Canvas.module.css";
import { useWorld } from "./context";
import type { CanvasEdge, CanvasNode } from "./elements";
import { fitAll } from "./fit";
import panels from "./Panels.module.css";

interface Props {
  undo?: () => void;
  redo?: () => void;
  onLayout: () => void;
  onAdd: (type: StepType) => void;
  palette: boolean;
  onPalette: (open: boolean) => void;
}

/** Add, undo, redo, arrange, zoom. */
export function Toolbar({ undo, redo, onLayout, onAdd, palette, onPalette }: Props) {
  const t = useText();
  const flow = useReactFlow<CanvasNode, CanvasEdge>();
  const { editable, graph } = useWorld();
  const zoom = useStore((store) => store.transform[2]);
  return (
    <div className={panels.row}>
      <div className={panels.bar} role="toolbar" aria-label={t("journeys.canvas.tools")}>
        {editable && (
          <>
            <IconButton
              label={t("journeys.canvas.add")}
              icon={Plus}
              aria-expanded={palette}
              onClick={() => onPalette(!palette)}
            />
            <hr />
            <IconButton label={t("journeys.canvas.undo")} icon={Undo2} disabled={!undo} onClick={undo} />
            <IconButton label={t("journeys.canvas.redo")} icon={Redo2} disabled={!redo} onClick={redo} />
            <IconButton label={t("journeys.canvas.layout")} icon={Network} onClick={onLayout} />
            <hr />
          </>
        )}
        <IconButton label={t("journeys.canvas.zoom_in")} icon={Plus} onClick={() => void flow.zoomIn()} />
        <button
          type="button"
          className={panels.zoom}
          title={t("journeys.canvas.zoom_reset")}
          onClick={() => void flow.zoomTo(1)}
        >
          {Math.round(zoom * 100)}%
        </button>
        <IconButton label={t("journeys.canvas.zoom_out")} icon={Minus} onClick={() => void flow.zoomOut()} />
        <IconButton
          label={t("journeys.canvas.fit")}
          icon={Maximize}
          onClick={() => fitAll(flow, graph, 200)}
        />
      </div>
      {editable && palette && <Palette onAdd={onAdd} />}
    </div>
  );
}

/** The steps to be had: dragged onto the canvas, or added by a click. */
function Palette({ onAdd }: { onAdd: (type: StepType) => void }) {
  const t = useText();
  return (
    <section className={panels.palette} aria-label={t("journeys.canvas.palette")}>
      {GROUPS.map((group) => (
        <div key={group}>
          <h3>{t(`journeys.group.${group}`)}</h3>
          {STEP_TYPES.filter((type) => KINDS[type].group === group).map((type) => {
            const { icon: Icon, hue } = KINDS[type];
            return (
              <button
                key={type}
                type="button"
                draggable
                className={panels.item}
                title={t(`journeys.type.${type}_lesson`)}
                onClick={() => onAdd(type)}
                onDragStart={(event) => {
                  event.dataTransfer.setData(KIND_TYPE, type);
                  event.dataTransfer.effectAllowed = "copy";
                }}
              >
                <span className={`${styles.icon} ${styles.small} ${styles[hue]}`}>
                  <Icon size={13} strokeWidth={1.8} aria-hidden />
                </span>
                {t(`journeys.type.${type}`)}
              </button>
            );
          })}
        </div>
      ))}
    </section>
  );
}

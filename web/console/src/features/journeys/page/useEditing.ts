import { useReactFlow } from "@xyflow/react";
import { useCallback, useRef, useState } from "react";
import { type CanvasEdge, type CanvasNode, partsOf } from "../canvas/elements";
import { fitAll } from "../canvas/fit";
import {
  addStep,
  connect,
  copySteps,
  insertStep,
  moveSteps,
  type Place,
  removeSteps,
  replaceStep,
} from "../graph/edit";
import { layout } from "../graph/layout";
import { type Graph, HEIGHT, type Step, type StepType, WIDTH } from "../graph/model";
import type { Tab } from "../panel/Panel";
import type { DraftHandle } from "./useDraft";

/** What is chosen on the canvas, which tab shows, and every change a hand can make. */
export function useEditing(draft: DraftHandle) {
  const flow = useReactFlow<CanvasNode, CanvasEdge>();
  const { changeGraph } = draft;
  const graph = draft.draft.graph;
  const [selected, setSelected] = useState<string[]>([]);
  const [way, setWay] = useState<string | null>(null);
  const [tab, setTab] = useState<Tab>("step");
  const [panel, setPanel] = useState(true);
  const clipboard = useRef<Step[]>([]);
  const now = useRef(graph);
  now.current = graph;

  const show = useCallback((ids: string[]) => {
    setSelected((before) => (before.join() === ids.join() ? before : ids));
    if (ids.length === 0) return;
    setWay(null);
    setTab("step");
    setPanel(true);
  }, []);
  const put = useCallback(
    (made: { graph: typeof graph; id: string }) => {
      changeGraph(() => made.graph);
      show([made.id]);
      const step = made.graph.nodes.find((one) => one.id === made.id);
      if (step && !inView(flow, step)) setTimeout(() => bringIntoView(flow, made.graph, step), 60);
    },
    [changeGraph, show, flow],
  );
  const insert = useCallback(
    (from: string, branch: string, type: StepType) => put(insertStep(now.current, from, branch, type)),
    [put],
  );
  const disconnect = useCallback(
    (from: string, branch: string) => changeGraph((one) => connect(one, from, branch, null)),
    [changeGraph],
  );
  const add = (type: StepType, at?: Place) => {
    const middle = at ?? centre(flow);
    put(addStep(now.current, type, middle));
  };
  const remove = () => {
    if (way) {
      disconnect(...partsOf(way));
      setWay(null);
    } else if (selected.length) {
      changeGraph((one) => removeSteps(one, selected));
      setSelected([]);
    }
  };
  const take = () => graph.nodes.filter((step) => selected.includes(step.id));
  const paste = (steps: Step[]) => {
    if (!steps.length) return;
    const made = copySteps(now.current, steps);
    changeGraph(() => made.graph);
    show(made.ids);
  };
  return {
    selected,
    way,
    tab,
    panel,
    setTab,
    setPanel,
    setWay,
    show,
    insert,
    disconnect,
    add,
    remove,
    duplicate: () => paste(take()),
    copy: () => {
      clipboard.current = take();
    },
    paste: () => paste(clipboard.current),
    replace: (step: Step, tag?: string) =>
      changeGraph((one) => replaceStep(one, step), tag && `${step.id}-${tag}`),
    removeStep: (step: Step) => {
      changeGraph((one) => removeSteps(one, [step.id]));
      setSelected([]);
    },
    copyStep: (step: Step) => paste([step]),
    move: (places: Map<string, Place>) => changeGraph((one) => moveSteps(one, places)),
    lead: (from: string, branch: string, to: string) => changeGraph((one) => connect(one, from, branch, to)),
    arrange: () => {
      changeGraph((one) => moveSteps(one, layout(one)));
      setTimeout(() => fitAll(flow, now.current, 200), 60);
    },
    reveal: (id: string) => {
      show([id]);
      const step = now.current.nodes.find((one) => one.id === id);
      if (step) centreOn(flow, step);
    },
  };
}

export type Editing = ReturnType<typeof useEditing>;

type Flow = ReturnType<typeof useReactFlow<CanvasNode, CanvasEdge>>;

const boxOf = () => document.querySelector(".react-flow")?.getBoundingClientRect();

const centreOn = (flow: Flow, { x, y }: Place) =>
  void flow.setCenter(x + WIDTH / 2, y + HEIGHT / 2, { zoom: flow.getZoom(), duration: 200 });

/** A small journey shows whole; of a large one the new step comes to the middle. */
function bringIntoView(flow: Flow, graph: Graph, place: Place): void {
  if (graph.nodes.length <= 12) fitAll(flow, graph, 200);
  else centreOn(flow, place);
}

/** Whether a step at this place shows whole, with room for what may follow. */
function inView(flow: Flow, { x, y }: Place): boolean {
  const box = boxOf();
  if (!box) return true;
  const from = flow.flowToScreenPosition({ x, y });
  const to = flow.flowToScreenPosition({ x: x + WIDTH, y: y + HEIGHT + 40 });
  return from.x > box.left + 60 && from.y > box.top && to.x < box.right && to.y < box.bottom;
}

/** The middle of what shows. */
function centre(flow: Flow): Place {
  const box = boxOf();
  if (!box) return { x: 0, y: 0 };
  const at = flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
  return { x: Math.round(at.x - WIDTH / 2), y: Math.round(at.y - HEIGHT / 2) };
}

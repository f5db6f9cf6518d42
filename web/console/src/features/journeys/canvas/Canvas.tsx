import "@xyflow/react/dist/style.css";
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeChange,
  type NodeChange,
  ReactFlow,
  SelectionMode,
  useNodesInitialized,
  useReactFlow,
} from "@xyflow/react";
import { type DragEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTheme } from "@/theme/ThemeProvider";
import { mayLead, type Place } from "../graph/edit";
import { HEIGHT, KIND_TYPE, type StepType, WIDTH } from "../graph/model";
import styles from "./Canvas.module.css";
import { useWorld } from "./context";
import { type CanvasEdge, type CanvasNode, edgesOf, HOLDOUT, nodesOf } from "./elements";
import { fitAll } from "./fit";
import { HoldoutEdge, HoldoutNode } from "./HoldoutNode";
import { StepNode } from "./StepNode";
import { WayEdge } from "./WayEdge";

const NODES = { step: StepNode, holdout: HoldoutNode };
const EDGES = { way: WayEdge, holdout: HoldoutEdge };

interface Props {
  selected: string[];
  onSelect: (ids: string[]) => void;
  way: string | null;
  onWay: (id: string | null) => void;
  onMove: (places: Map<string, Place>) => void;
  onConnect: (from: string, branch: string, to: string) => void;
  onDrop: (type: StepType, at: Place) => void;
  children: ReactNode;
}

/** Nodes as the graph says; while one is dragged its place is only the canvas'. */
function useNodes(props: Props) {
  const { graph, words } = useWorld();
  const { selected, onSelect } = props;
  const [nodes, setNodes] = useState<CanvasNode[]>([]);
  useEffect(() => setNodes(nodesOf(graph, selected, words.title)), [graph, selected, words.title]);
  const change = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const chosen = changes.filter((one) => one.type === "select");
      if (chosen.length) {
        const next = new Set(selected);
        for (const one of chosen) {
          if (one.selected && one.id !== HOLDOUT) next.add(one.id);
          else next.delete(one.id);
        }
        onSelect([...next]);
      }
      const rest = changes.filter((one) => one.type === "position" || one.type === "dimensions");
      if (rest.length) setNodes((before) => applyNodeChanges(rest, before));
    },
    [selected, onSelect],
  );
  return { nodes, change };
}

/** Everything in view once it is drawn, and once more when the figures come with their card. */
function useFirstFit() {
  const flow = useReactFlow<CanvasNode, CanvasEdge>();
  const { graph, report } = useWorld();
  const drawn = useNodesInitialized();
  const figures = report !== undefined;
  const now = useRef(graph);
  now.current = graph;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the figures bring a card that takes room
  useEffect(() => {
    if (drawn) fitAll(flow, now.current);
  }, [drawn, figures, flow]);
}

/** The picture of a journey: steps, ways, and what hangs over them. */
export function Canvas(props: Props) {
  const { graph, editable } = useWorld();
  const { dark } = useTheme();
  const flow = useReactFlow();
  const { nodes, change } = useNodes(props);
  useFirstFit();
  const edges = useMemo(() => edgesOf(graph, props.way), [graph, props.way]);
  const changeEdges = (changes: EdgeChange<CanvasEdge>[]) => {
    for (const one of changes) if (one.type === "select") props.onWay(one.selected ? one.id : null);
  };
  const connect = ({ source, sourceHandle, target }: Connection) => {
    if (sourceHandle) props.onConnect(source, sourceHandle, target);
  };
  const drop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(KIND_TYPE) as StepType;
    if (!type) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    props.onDrop(type, { x: at.x - WIDTH / 2, y: at.y - HEIGHT / 2 });
  };
  return (
    <div className={styles.frame}>
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        onNodesChange={change}
        onEdgesChange={changeEdges}
        onNodeDragStop={(_event, _node, moved) =>
          props.onMove(new Map(moved.map((node) => [node.id, node.position])))
        }
        onConnect={connect}
        isValidConnection={({ source, target }) => mayLead(graph, source, target)}
        onPaneClick={() => props.onSelect([])}
        onDrop={drop}
        onDragOver={(event) => event.preventDefault()}
        nodesDraggable={editable}
        nodesConnectable={editable}
        edgesReconnectable={false}
        deleteKeyCode={null}
        multiSelectionKeyCode={["Shift", "Control", "Meta"]}
        selectionMode={SelectionMode.Partial}
        connectionRadius={36}
        snapToGrid
        snapGrid={[4, 4]}
        minZoom={0.25}
        maxZoom={1.5}
        colorMode={dark ? "dark" : "light"}
      >
        <Background
          variant={BackgroundVariant.Dots}
          gap={20}
          size={1.2}
          bgColor="var(--page)"
          color="var(--line-strong)"
        />
      </ReactFlow>
      {props.children}
    </div>
  );
}

import { createContext, useContext } from "react";
import type { Behind, Issue, Report, Sent } from "../api";
import type { Graph, StepType } from "../graph/model";
import type { Words } from "../names";

/** What the canvas' parts know of the whole: the graph, its figures, findings, and what they may change. */
export interface CanvasWorld {
  graph: Graph;
  report: Report | undefined;
  words: Words;
  issues: Map<string, Issue[]>;
  editable: boolean;
  insert: (from: string, branch: string, type: StepType) => void;
  disconnect: (from: string, branch: string) => void;
  openPeople: (behind: Behind, title: string) => void;
  openMessages: (sent: Sent, title: string) => void;
  openSettings: () => void;
}

export const CanvasContext = createContext<CanvasWorld | null>(null);

export function useWorld(): CanvasWorld {
  const world = useContext(CanvasContext);
  if (!world) throw new Error("useWorld stands inside a canvas");
  return world;
}

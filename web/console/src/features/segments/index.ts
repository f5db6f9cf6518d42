import type { Feature } from "@/navigation";
import { findSegments } from "./api";

export {
  type Condition,
  ConditionEditor,
  type Counts,
  EventSelect,
  type LeafType,
  SegmentSelect,
  type Where,
  WhereEditor,
} from "./condition";

export const feature: Feature = {
  key: "segments",
  pages: [
    {
      path: "segments",
      label: "segments.nav.list",
      group: "segments",
      order: 10,
      permission: "segments.read",
      load: () => import("./list/SegmentsPage"),
    },
    {
      path: "segments/overlap",
      label: "segments.nav.overlap",
      group: "segments",
      order: 20,
      permission: "segments.read",
      load: () => import("./depth/OverlapPage"),
    },
    {
      path: "segments/new",
      label: "segments.nav.new",
      group: "segments",
      parent: "segments",
      permission: "segments.write",
      load: () => import("./builder/SegmentPage"),
    },
    {
      path: "segments/:id",
      label: "segments.nav.one",
      group: "segments",
      parent: "segments",
      permission: "segments.read",
      load: () => import("./builder/SegmentPage"),
    },
  ],
  search: [
    {
      key: "segments",
      label: "segments.nav.list",
      permission: "segments.read",
      find: async (q) =>
        (await findSegments(q)).items.map((one) => ({
          key: one.id,
          title: one.name,
          note: one.description,
          to: `/segments/${one.id}`,
        })),
    },
  ],
};

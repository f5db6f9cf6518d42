/** Conditions on people: the editor and the fields that other features use too. */
export { ConditionEditor } from "./ConditionEditor";
export { EventSelect } from "./parts/EventChip";
export { WhereEditor } from "./parts/WhereEditor";
export { SegmentSelect } from "./SegmentSelect";
export type { Condition, Counts, Leaf, LeafType, Scalar, Where, Window } from "./types";
export { useWords } from "./words";

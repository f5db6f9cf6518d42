import { useParams } from "react-router";
import { ErrorState, PageSkeleton } from "@/ui";
import { useSegment, useVocabulary } from "../api";
import type { Condition } from "../condition";
import { Builder } from "./Builder";
import { StaticSegment } from "./StaticSegment";

const EMPTY: Condition = { type: "all", of: [] };

/** One segment: its condition to edit with live figures, its people with their reasons; or a new one. */
export default function SegmentPage() {
  const { id } = useParams();
  const segment = useSegment(id);
  const vocabulary = useVocabulary();
  if (vocabulary.isPending) return <PageSkeleton />;
  if (id === undefined) return <Builder key="new" segment={undefined} initial={EMPTY} />;
  if (segment.isPending) return <PageSkeleton />;
  if (segment.isError) return <ErrorState page error={segment.error} retry={() => void segment.refetch()} />;
  if (!segment.data.condition) return <StaticSegment key={id} segment={segment.data} />;
  return <Builder key={id} segment={segment.data} initial={segment.data.condition as unknown as Condition} />;
}

import { useEffect, useMemo, useState } from "react";
import { isApiError } from "@/api/errors";
import { useText } from "@/i18n";
import { usePreview } from "../api";
import type { Condition } from "../condition";
import { countable, countsOn } from "../condition/complete";

const PAUSE_MS = 350;

function useSettled<Value>(value: Value, after: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after);
    return () => clearTimeout(timer);
  }, [value, after]);
  return settled;
}

/** Refusals by leaf: the server's words, with the leaf's path said as "this condition". */
export function faultsOf(
  error: unknown,
  here: string,
  place = (path: string) => path,
): Record<string, string> {
  if (!isApiError(error)) return {};
  const words =
    typeof error.params.leaf === "string" ? error.detail.replace(error.params.leaf, here) : error.detail;
  return Object.fromEntries(Object.keys(error.fields).map((path) => [place(path), words]));
}

/** Figures about the draft, shortly after the last change; the last ones stay until the new ones are there. */
export function useLiveCount(condition: Condition, enabled: boolean) {
  const t = useText();
  const settled = useSettled(condition, PAUSE_MS);
  const asked = useMemo(() => countable(settled), [settled]);
  const preview = usePreview(asked.condition, enabled);
  const here = t("segments.builder.here");
  const counts = useMemo(
    () => (preview.data ? countsOn(preview.data, asked) : undefined),
    [preview.data, asked],
  );
  const warnings = useMemo(
    () => Object.fromEntries((preview.data?.warnings ?? []).map((one) => [asked.place(one.path), one.text])),
    [preview.data, asked],
  );
  const faults = useMemo(() => faultsOf(preview.error, here, asked.place), [preview.error, here, asked]);
  return {
    preview,
    counts,
    warnings,
    faults,
    open: useMemo(() => countable(condition).open, [condition]),
    busy: preview.isFetching || settled !== condition,
  };
}

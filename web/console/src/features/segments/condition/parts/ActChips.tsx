import type { Act } from "../types";
import { EventChip } from "./EventChip";
import { isFilled } from "./TestChip";
import { WhereEditor } from "./WhereEditor";

interface Props {
  value: Act;
  onChange: (act: Act) => void;
}

/** An event and the tests on its properties; another event drops them. */
export function ActChips({ value, onChange }: Props) {
  return (
    <>
      <EventChip
        value={value.name}
        onChange={(name) => onChange({ name, where: name === value.name ? value.where : [] })}
      />
      {value.name && (
        <WhereEditor
          event={value.name}
          value={value.where}
          onChange={(where) => onChange({ ...value, where })}
        />
      )}
    </>
  );
}

/** What an act still lacks. */
export const missingInAct = (act: Act): string | null =>
  act.name === ""
    ? "segments.missing.event"
    : act.where.every((one) => isFilled(one.op, one.value))
      ? null
      : "segments.missing.value";

import { PickChip } from "../parts/PickChip";

interface Props {
  label: string;
  on: boolean;
  yes: string;
  no: string;
  onChange: (on: boolean) => void;
}

/** `做过 / 没做过`: the verb of a leaf. */
export function Switch({ label, on, yes, no, onChange }: Props) {
  return (
    <PickChip
      label={label}
      look="verb"
      value={on ? "yes" : "no"}
      choices={[
        { value: "yes", label: yes },
        { value: "no", label: no },
      ]}
      onChange={(value) => onChange(value === "yes")}
    />
  );
}

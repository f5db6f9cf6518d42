import { Select } from "antd";
import { useKinds } from "../api";
import { nameOfKind } from "../words";

/** A kind of identifier, as a form field. */
export function KindSelect({ value, onChange }: { value?: string; onChange?: (kind: string) => void }) {
  const kinds = useKinds();
  return (
    <Select
      value={value}
      onChange={onChange}
      loading={kinds.isPending}
      options={(kinds.data ?? []).map((one) => ({
        value: one.kind,
        label: `${nameOfKind(one.kind)} (${one.kind})`,
      }))}
    />
  );
}

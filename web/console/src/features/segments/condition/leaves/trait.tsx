import { IdCard } from "lucide-react";
import { useText } from "@/i18n";
import { PickChip } from "../parts/PickChip";
import { isFilled, OPERATORS, TestChip } from "../parts/TestChip";
import { fitted } from "../parts/ValueFields";
import type { Scalar, TraitLeaf } from "../types";
import { isMoney, useWords, type ValueKind, type Words } from "../words";
import type { ChipsProps, LeafKind } from "./kind";

function kindOf(key: string, words: Words): ValueKind {
  const type = words.vocabulary.traits.find((one) => one.value === key)?.type;
  if (type === "number") return isMoney(key) ? "money" : "number";
  return type === "date" || type === "boolean" || type === "list" ? type : "text";
}

function Chips({ leaf, onChange }: ChipsProps<TraitLeaf>) {
  const t = useText();
  const words = useWords();
  const kind = kindOf(leaf.key, words);
  return (
    <>
      <PickChip
        label={t("segments.trait.label")}
        look="name"
        free
        value={leaf.key}
        choices={words.vocabulary.traits.map((one) => ({
          value: one.value,
          label: words.traitName(one.value),
        }))}
        onChange={(key) => {
          const made = kindOf(key, words);
          const op = OPERATORS[made][0] ?? "eq";
          onChange({ ...leaf, key, op, value: fitted(op, null, made) });
        }}
      />
      {leaf.key && (
        <TestChip
          label={t("segments.value.label")}
          name={leaf.key}
          kind={kind}
          op={leaf.op}
          value={leaf.value}
          choices={[]}
          onChange={(op, value) => onChange({ ...leaf, op, value })}
        />
      )}
    </>
  );
}

export const trait: LeafKind<TraitLeaf> = {
  type: "trait",
  area: "profile",
  icon: () => IdCard,
  make: () => ({ type: "trait", key: "", op: "eq", value: "" }),
  Chips,
  missing: (leaf) =>
    leaf.key === ""
      ? "segments.missing.trait"
      : isFilled(leaf.op, leaf.value)
        ? null
        : "segments.missing.value",
  say: (leaf, words) =>
    `${words.traitName(leaf.key)} ${words.test(leaf.op, leaf.value, kindOf(leaf.key, words), leaf.key)}`,
  evidence: (leaf, data, words) => {
    const values = Array.isArray(data.values) ? (data.values as Scalar[]) : [];
    const kind = kindOf(leaf.key, words);
    return values.length
      ? values.map((one) => words.scalar(one, kind, leaf.key)).join(words.t("segments.list_comma"))
      : words.t("segments.evidence.unknown");
  },
};

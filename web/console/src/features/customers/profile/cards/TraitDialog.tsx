import { AutoComplete, Form, Input } from "antd";
import { textOr, useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { type Trait, type TraitValue, useSetTraits } from "../api";

const USUAL = ["name", "gender", "birthday", "province", "city", "address", "company", "level", "language"];

interface Words {
  key: string;
  value?: string;
}

/** Typed text in the kind that the value had: numbers stay numbers, yes and no stay so. */
export function typed(text: string | undefined, before: unknown): TraitValue {
  const words = (text ?? "").trim();
  if (words === "") return null;
  if (typeof before === "number" && Number.isFinite(Number(words))) return Number(words);
  if (typeof before === "boolean" && /^(true|false)$/.test(words)) return words === "true";
  if (Array.isArray(before)) return words.split(/[,，、]/).map((one) => one.trim());
  return words;
}

interface Props {
  id: string;
  trait: Trait | "new" | null;
  onClose: () => void;
}

/** Set a trait; an emptied value removes it. */
export function TraitDialog({ id, trait, onClose }: Props) {
  const t = useText();
  const set = useSetTraits(id);
  const old = trait === "new" ? null : trait;
  const shown =
    old && !old.personal ? (Array.isArray(old.value) ? old.value.join("、") : String(old.value ?? "")) : "";
  return (
    <FormDialog<Words, Record<string, TraitValue>, unknown>
      key={old?.key ?? "new"}
      open={trait !== null}
      onClose={onClose}
      title={
        old
          ? t("customers.traits.edit", { trait: textOr(`customers.trait.${old.key}`, old.key) })
          : t("customers.traits.add")
      }
      purpose={t(old?.personal ? "customers.traits.purpose_personal" : "customers.traits.purpose")}
      submit={t("customers.word.save")}
      mutation={set}
      initial={{ key: old?.key ?? "", value: shown }}
      request={(words) => ({ [words.key.trim()]: typed(words.value, old?.value) })}
      onDone={() => toast.success(t("customers.traits.saved"))}
    >
      <Form.Item
        name="key"
        label={t("customers.traits.key")}
        rules={[{ required: true, whitespace: true, message: t("customers.traits.key_missing") }]}
        hidden={old !== null}
      >
        <AutoComplete
          options={USUAL.map((value) => ({
            value,
            label: `${textOr(`customers.trait.${value}`, value)} · ${value}`,
          }))}
          placeholder="city"
        />
      </Form.Item>
      <Form.Item name="value" label={t("customers.traits.value")}>
        <Input maxLength={1000} autoFocus />
      </Form.Item>
    </FormDialog>
  );
}

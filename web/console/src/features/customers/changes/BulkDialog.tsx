import { AutoComplete, DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useText } from "@/i18n";
import { FormDialog } from "@/ui";
import { CHANNELS, useTags } from "../api";
import { nameOfChannel } from "../words";
import { type ChangeIn, type Kind, peopleOf, type Target, useStartChange, useWords } from "./api";
import { useFollowChange } from "./useFollowChange";

interface Words {
  tag?: string;
  expires?: Dayjs;
  owner?: string;
  key?: string;
  value?: string;
  channel?: string;
  proof?: string;
}

/** A typed value as the trait's type wants it. */
export function typedAs(text: string, type: string | undefined): ChangeIn["value"] {
  const words = text.trim();
  if (type === "number" && words !== "" && Number.isFinite(Number(words))) return Number(words);
  if (type === "boolean" && (words === "true" || words === "false")) return words === "true";
  if (type === "list") return words.split(/[,，、]/).map((one) => one.trim());
  return words;
}

const found = (typed: string, option?: { value?: unknown; label?: unknown }) =>
  `${option?.label ?? ""}${option?.value ?? ""}`.toLowerCase().includes(typed.toLowerCase());

function TagFields({ remove }: { remove: boolean }) {
  const t = useText();
  const tags = useTags();
  const options = (tags.data ?? []).map((tag) => ({ value: tag.name }));
  return (
    <>
      <Form.Item
        name="tag"
        label={t("customers.bulk.tag")}
        rules={[{ required: true, message: t("customers.bulk.tag_missing") }]}
      >
        {remove ? (
          <Select
            showSearch={{ filterOption: found }}
            options={options}
            placeholder={t("customers.bulk.which")}
          />
        ) : (
          <AutoComplete
            showSearch={{ filterOption: found }}
            options={options}
            placeholder={t("customers.bulk.name")}
          />
        )}
      </Form.Item>
      {!remove && (
        <Form.Item name="expires" label={t("customers.bulk.until")} extra={t("customers.bulk.until_lesson")}>
          <DatePicker style={{ width: "100%" }} minDate={dayjs().add(1, "day")} />
        </Form.Item>
      )}
    </>
  );
}

function OwnerFields() {
  const t = useText();
  const words = useWords();
  return (
    <Form.Item name="owner" label={t("customers.bulk.owner_label")} extra={t("customers.bulk.owner_lesson")}>
      <Select
        allowClear
        showSearch={{ filterOption: found }}
        placeholder={t("customers.bulk.nobody")}
        options={(words.data?.staff ?? []).map((one) => ({ value: one.id, label: one.name }))}
      />
    </Form.Item>
  );
}

function TraitFields() {
  const t = useText();
  const words = useWords();
  const free = (words.data?.traits ?? []).filter((one) => !one.personal);
  return (
    <>
      <Form.Item
        name="key"
        label={t("customers.traits.key")}
        rules={[{ required: true, message: t("customers.traits.key_missing") }]}
      >
        <AutoComplete
          showSearch={{ filterOption: found }}
          options={free.map((one) => ({ value: one.key }))}
        />
      </Form.Item>
      <Form.Item
        name="value"
        label={t("customers.traits.value")}
        rules={[{ required: true, message: t("customers.bulk.value_missing") }]}
      >
        <Input maxLength={200} />
      </Form.Item>
    </>
  );
}

function ConsentFields() {
  const t = useText();
  return (
    <>
      <Form.Item
        name="channel"
        label={t("customers.bulk.channel")}
        rules={[{ required: true, message: t("customers.bulk.channel_missing") }]}
      >
        <Select options={CHANNELS.map((value) => ({ value, label: nameOfChannel(value) }))} />
      </Form.Item>
      <Form.Item
        name="proof"
        label={t("customers.bulk.proof")}
        rules={[{ required: true, message: t("customers.bulk.proof_missing") }]}
      >
        <Input maxLength={200} placeholder={t("customers.bulk.proof_example")} />
      </Form.Item>
    </>
  );
}

interface Props {
  kind: Kind | null;
  target: Target;
  count: number;
  onClose: () => void;
  onDone: () => void;
}

/** One change of many people: asks what exactly, says for how many, and can be undone for 30 days. */
export function BulkDialog({ kind, target, count, onClose, onDone }: Props) {
  const t = useText();
  const start = useStartChange();
  const words = useWords();
  const { follow } = useFollowChange();
  if (kind === null) return null;
  return (
    <FormDialog<Words, ChangeIn, Parameters<typeof follow>[0]>
      open
      onClose={onClose}
      title={t(`customers.bulk.title_${kind}`)}
      purpose={t("customers.bulk.purpose", { count: count.toLocaleString() })}
      submit={t("customers.bulk.submit", { count: count.toLocaleString() })}
      mutation={start}
      request={({ expires, value, owner, ...others }) =>
        ({
          kind,
          ...peopleOf(target),
          ...others,
          owner: owner ?? null,
          expires: expires?.endOf("day").toISOString(),
          value:
            value === undefined
              ? undefined
              : typedAs(value, words.data?.traits.find((one) => one.key === others.key)?.type),
        }) as ChangeIn
      }
      onDone={(change) => {
        follow(change);
        onDone();
      }}
    >
      {kind === "tag_add" && <TagFields remove={false} />}
      {kind === "tag_remove" && <TagFields remove />}
      {kind === "owner" && <OwnerFields />}
      {kind === "trait" && <TraitFields />}
      {kind === "consent" && <ConsentFields />}
    </FormDialog>
  );
}

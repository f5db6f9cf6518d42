import { Form, Input, InputNumber, Select } from "antd";
import { useText } from "@/i18n";
import { FormDialog, useJobToast } from "@/ui";
import { type Tag, useRefreshCustomers } from "../api";
import { useWords } from "../changes/api";
import { type TagIn, useGroups, useSaveTag, useSegmentChoices } from "./api";
import { pathsOf } from "./tree";

interface Props {
  /** The tag to edit; null: a new one. */
  tag: Tag | null;
  open: boolean;
  onClose: () => void;
}

const found = (typed: string, option?: { label?: unknown }) =>
  String(option?.label ?? "")
    .toLowerCase()
    .includes(typed.toLowerCase());

/** What a tag is: group, owner, the segment it follows, how long it stays, the words that suggest it. */
export function TagDialog({ tag, open, onClose }: Props) {
  const t = useText();
  const groups = useGroups();
  const words = useWords();
  const segments = useSegmentChoices();
  const save = useSaveTag();
  const follow = useJobToast();
  const refresh = useRefreshCustomers();
  const search = { filterOption: found };
  return (
    <FormDialog<TagIn, TagIn & { id?: string }, NonNullable<typeof save.data>>
      open={open}
      onClose={onClose}
      title={tag ? t("customers.tagForm.edit", { name: tag.name }) : t("customers.tagForm.create")}
      submit={t("customers.word.save")}
      mutation={save}
      initial={tag ?? { keywords: [] }}
      request={(form) => ({ ...form, id: tag?.id })}
      onDone={({ job, tag: saved }) => {
        if (job)
          follow(job, { title: t("customers.tagForm.filling", { name: saved.name }), onDone: refresh });
      }}
    >
      {!tag && (
        <Form.Item
          name="name"
          label={t("customers.tagForm.name")}
          rules={[{ required: true, message: t("customers.bulk.tag_missing") }]}
        >
          <Input maxLength={80} />
        </Form.Item>
      )}
      <Form.Item name="group" label={t("customers.tagForm.group")}>
        <Select
          allowClear
          showSearch={search}
          placeholder={t("customers.tagTree.free")}
          options={pathsOf(groups.data ?? [])}
        />
      </Form.Item>
      <Form.Item name="description" label={t("customers.tagForm.description")}>
        <Input maxLength={200} placeholder={t("customers.tagForm.description_example")} />
      </Form.Item>
      <Form.Item
        name="segment"
        label={t("customers.tagForm.segment")}
        extra={t("customers.tagForm.segment_lesson")}
      >
        <Select
          allowClear
          showSearch={search}
          placeholder={t("customers.tagForm.by_hand")}
          options={(segments.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form.Item>
      <Form.Item name="owner" label={t("customers.tagForm.owner")}>
        <Select
          allowClear
          showSearch={search}
          placeholder={t("customers.bulk.nobody")}
          options={(words.data?.staff ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form.Item>
      <Form.Item
        name="valid_days"
        label={t("customers.tagForm.days")}
        extra={t("customers.tagForm.days_lesson")}
      >
        <InputNumber min={1} max={3650} suffix={t("customers.word.days")} style={{ width: 160 }} />
      </Form.Item>
      <Form.Item
        name="keywords"
        label={t("customers.tagForm.keywords")}
        extra={t("customers.tagForm.keywords_lesson")}
      >
        <Select mode="tags" tokenSeparators={[",", "，", "、"]} open={false} suffixIcon={null} />
      </Form.Item>
    </FormDialog>
  );
}

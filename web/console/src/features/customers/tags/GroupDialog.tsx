import { Form, Input, Select, Switch } from "antd";
import { useText } from "@/i18n";
import { FormDialog } from "@/ui";
import { type Group, type GroupIn, useGroups, useSaveGroup } from "./api";
import { pathsOf } from "./tree";

interface Props {
  group: Group | null;
  open: boolean;
  onClose: () => void;
}

/** A group of tags: its name, what it is in, and whether a person wears at most one of its tags. */
export function GroupDialog({ group, open, onClose }: Props) {
  const t = useText();
  const groups = useGroups();
  const save = useSaveGroup();
  const others = (groups.data ?? []).filter((one) => one.id !== group?.id);
  return (
    <FormDialog<GroupIn, GroupIn & { id?: string }, Group>
      open={open}
      onClose={onClose}
      title={group ? t("customers.groupForm.edit", { name: group.name }) : t("customers.groupForm.create")}
      submit={t("customers.word.save")}
      mutation={save}
      initial={group ?? { exclusive: false }}
      request={(form) => ({ ...form, id: group?.id })}
    >
      <Form.Item
        name="name"
        label={t("customers.groupForm.name")}
        rules={[{ required: true, message: t("customers.groupForm.name_missing") }]}
      >
        <Input maxLength={80} placeholder={t("customers.groupForm.name_example")} />
      </Form.Item>
      <Form.Item name="parent" label={t("customers.groupForm.parent")}>
        <Select allowClear placeholder={t("customers.groupForm.top")} options={pathsOf(others)} />
      </Form.Item>
      <Form.Item
        name="exclusive"
        label={t("customers.groupForm.exclusive")}
        extra={t("customers.groupForm.exclusive_lesson")}
      >
        <Switch />
      </Form.Item>
      <Form.Item name="description" label={t("customers.tagForm.description")}>
        <Input maxLength={200} />
      </Form.Item>
    </FormDialog>
  );
}

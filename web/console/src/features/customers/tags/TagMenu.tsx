import { App, Dropdown, Form, Input, Select } from "antd";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { FormDialog, IconButton, useFormat, useJobToast } from "@/ui";
import { type Tag, useRefreshCustomers, useTags } from "../api";
import type { Change } from "../changes/api";
import { useFollowChange } from "../changes/useFollowChange";
import { useDeleteTag, useFillTag, useMergeTag, useRenameTag } from "./api";

interface DialogProps {
  tag: Tag;
  open: boolean;
  onClose: () => void;
  onDone: (change: Change) => void;
}

function RenameDialog({ tag, open, onClose, onDone }: DialogProps) {
  const t = useText();
  const format = useFormat();
  return (
    <FormDialog<{ name: string }, { id: string; name: string }, Change>
      open={open}
      onClose={onClose}
      title={t("customers.tagMenu.rename_title", { name: tag.name })}
      purpose={t("customers.tagMenu.rename_purpose", { count: format.number(tag.profiles) })}
      submit={t("customers.tagMenu.rename")}
      mutation={useRenameTag()}
      initial={{ name: tag.name }}
      request={({ name }) => ({ id: tag.id, name })}
      onDone={onDone}
    >
      <Form.Item
        name="name"
        label={t("customers.tagForm.name")}
        rules={[{ required: true, message: t("customers.bulk.tag_missing") }]}
      >
        <Input maxLength={80} />
      </Form.Item>
    </FormDialog>
  );
}

function MergeDialog({ tag, open, onClose, onDone }: DialogProps) {
  const t = useText();
  const format = useFormat();
  const tags = useTags();
  const others = (tags.data ?? []).filter((one) => one.id !== tag.id);
  return (
    <FormDialog<{ into: string }, { id: string; into: string }, Change>
      open={open}
      onClose={onClose}
      title={t("customers.tagMenu.merge_title", { name: tag.name })}
      purpose={t("customers.tagMenu.merge_purpose", { name: tag.name, count: format.number(tag.profiles) })}
      submit={t("customers.tagMenu.merge")}
      mutation={useMergeTag()}
      request={({ into }) => ({ id: tag.id, into })}
      onDone={onDone}
    >
      <Form.Item
        name="into"
        label={t("customers.tagMenu.into")}
        rules={[{ required: true, message: t("customers.bulk.tag_missing") }]}
      >
        <Select
          showSearch={{
            filterOption: (typed, option) => String(option?.label ?? "").includes(typed),
          }}
          options={others.map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form.Item>
    </FormDialog>
  );
}

/** What can be done to a tag; all of it reaches everybody who wears it, and can be undone. */
export function TagMenu({ tag, edit }: { tag: Tag; edit: () => void }) {
  const t = useText();
  const format = useFormat();
  const { modal } = App.useApp();
  const { follow } = useFollowChange();
  const toast = useJobToast();
  const refresh = useRefreshCustomers();
  const remove = useDeleteTag();
  const fill = useFillTag();
  const [dialog, setDialog] = useState<"rename" | "merge" | null>(null);
  const done = (change: Change) => {
    follow(change);
    void refresh();
  };
  const ask = () =>
    modal.confirm({
      title: t("customers.tagMenu.delete_title", { name: tag.name }),
      content: t("customers.tagMenu.delete_lesson", { count: format.number(tag.profiles) }),
      okText: t("customers.tagMenu.delete"),
      okButtonProps: { danger: true },
      onOk: () => remove.mutate(tag.id, { onSuccess: done }),
    });
  const refill = () =>
    fill.mutate(tag.id, {
      onSuccess: ({ job }) =>
        job && toast(job, { title: t("customers.tagForm.filling", { name: tag.name }), onDone: refresh }),
    });
  const acts: Record<string, () => void> = {
    edit,
    rename: () => setDialog("rename"),
    merge: () => setDialog("merge"),
    fill: refill,
    delete: ask,
  };
  const items = ["edit", "rename", "merge", ...(tag.segment ? ["fill"] : []), "delete"];
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: items.map((key) => ({
            key,
            danger: key === "delete",
            label: t(`customers.tagMenu.${key}`),
          })),
          onClick: ({ key, domEvent }) => {
            domEvent.stopPropagation();
            acts[key]?.();
          },
        }}
      >
        <span>
          <IconButton label={t("customers.tagMenu.label", { name: tag.name })} icon={Ellipsis} />
        </span>
      </Dropdown>
      <RenameDialog tag={tag} open={dialog === "rename"} onClose={() => setDialog(null)} onDone={done} />
      <MergeDialog tag={tag} open={dialog === "merge"} onClose={() => setDialog(null)} onDone={done} />
    </>
  );
}

import { App, AutoComplete, Button, Popover, Space } from "antd";
import { TagIcon, Tags } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import { toast, useFormat } from "@/ui";
import { type Customer, useTagMany, useTags, useUndoTagging } from "../api";

interface Props {
  people: Customer[];
  onDone: () => void;
}

/** Says what changed and offers to take it back. */
function useTaggedMessage() {
  const t = useText();
  const { message } = App.useApp();
  const undo = useUndoTagging();
  return (words: string, change: string | null) => {
    const key = `tagging-${change}`;
    message.success({
      key,
      duration: 8,
      content: (
        <>
          {words}
          {change && (
            <Button
              type="link"
              size="small"
              onClick={() =>
                undo.mutate(change, {
                  onSuccess: (result) => {
                    message.destroy(key);
                    toast.success(t("customers.bulk.undone", { count: result.changed }));
                  },
                })
              }
            >
              {t("customers.bulk.undo")}
            </Button>
          )}
        </>
      ),
    });
  };
}

function TagForm({ people, remove, onDone }: Props & { remove: boolean }) {
  const t = useText();
  const format = useFormat();
  const tags = useTags();
  const [tag, setTag] = useState("");
  const change = useTagMany();
  const tell = useTaggedMessage();
  const offered = remove
    ? [...new Set(people.flatMap((one) => one.tags))]
    : tags.data?.map((one) => one.name);
  const submit = () =>
    change.mutate(
      { tag: tag.trim(), profiles: people.map((one) => one.id), remove },
      {
        onSuccess: ({ changed, undo }) => {
          const key = remove ? "customers.bulk.removed" : "customers.bulk.added";
          tell(t(key, { tag: tag.trim(), count: format.number(changed) }), undo ?? null);
          onDone();
        },
      },
    );
  return (
    <Space.Compact style={{ width: 300 }}>
      <AutoComplete
        autoFocus
        style={{ flex: 1 }}
        value={tag}
        onChange={setTag}
        showSearch={{ filterOption: (typed, option) => String(option?.value ?? "").includes(typed) }}
        options={(offered ?? []).map((value) => ({ value }))}
        placeholder={t(remove ? "customers.bulk.which" : "customers.bulk.name")}
        aria-label={t("customers.bulk.name")}
      />
      <Button type="primary" disabled={!tag.trim()} loading={change.isPending} onClick={submit}>
        {t(remove ? "customers.bulk.take" : "customers.bulk.put", { count: people.length })}
      </Button>
    </Space.Compact>
  );
}

/** Put a tag on the chosen people or take one off; both can be undone. */
export function BulkTags({ people, onDone }: Props) {
  const t = useText();
  const tagged = people.some((one) => one.tags.length > 0);
  return (
    <>
      <Popover
        trigger="click"
        placement="bottomLeft"
        arrow={false}
        destroyOnHidden
        content={<TagForm people={people} remove={false} onDone={onDone} />}
      >
        <Button icon={<TagIcon size={14} />}>{t("customers.bulk.add")}</Button>
      </Popover>
      <Popover
        trigger="click"
        placement="bottomLeft"
        arrow={false}
        destroyOnHidden
        content={<TagForm people={people} remove onDone={onDone} />}
      >
        <Button icon={<Tags size={14} />} disabled={!tagged}>
          {t("customers.bulk.remove")}
        </Button>
      </Popover>
    </>
  );
}

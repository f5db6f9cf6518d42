import { App, AutoComplete, Button } from "antd";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { Card, IconButton, toast, useFormat } from "@/ui";
import { useTags } from "../../api";
import { nameOfSource } from "../../words";
import { type Profile, useAddTag, useRemoveTag } from "../api";
import styles from "./cards.module.css";

function TagInput({ person, onClose }: { person: Profile; onClose: () => void }) {
  const t = useText();
  const tags = useTags();
  const add = useAddTag(person.id);
  const [words, setWords] = useState("");
  const put = (tag: string) => {
    if (!tag.trim()) return onClose();
    add.mutate(tag.trim(), {
      onSuccess: () => {
        toast.success(t("customers.tags.added", { tag: tag.trim() }));
        onClose();
      },
    });
  };
  const free = (tags.data ?? []).filter((tag) => !person.tags.includes(tag.name));
  return (
    <AutoComplete
      autoFocus
      style={{ width: "100%" }}
      value={words}
      onChange={setWords}
      onSelect={put}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
        if (event.key === "Enter" && !free.some((tag) => tag.name.startsWith(words))) put(words);
      }}
      showSearch={{ filterOption: (text, option) => String(option?.value ?? "").includes(text) }}
      options={free.map((tag) => ({ value: tag.name }))}
      placeholder={t("customers.tags.placeholder")}
      aria-label={t("customers.tags.add")}
    />
  );
}

/** The tags of a person; taking one off can be undone at once. */
export function TagsCard({ person }: { person: Profile }) {
  const t = useText();
  const format = useFormat();
  const { message } = App.useApp();
  const may = useCan()("profiles.write");
  const [adding, setAdding] = useState(false);
  const add = useAddTag(person.id);
  const remove = useRemoveTag(person.id);
  // A merged person may carry a tag under both profiles.
  const tags = [...new Map(person.tag_details.map((one) => [one.tag, one])).values()];
  const taken = (tag: string) =>
    message.success({
      key: `tag-${tag}`,
      duration: 6,
      content: (
        <>
          {t("customers.tags.removed", { tag })}
          <Button
            type="link"
            size="small"
            onClick={() => add.mutate(tag, { onSuccess: () => message.destroy(`tag-${tag}`) })}
          >
            {t("customers.bulk.undo")}
          </Button>
        </>
      ),
    });
  return (
    <Card
      title={t("customers.tags.title")}
      note={tags.length || undefined}
      extra={
        may && (
          <span className={styles.extra}>
            <IconButton label={t("customers.tags.add")} icon={Plus} onClick={() => setAdding(true)} />
          </span>
        )
      }
    >
      <div className={styles.chips}>
        {tags.map((one) => (
          <span
            key={one.tag}
            className={styles.tag}
            title={t("customers.tags.origin", {
              source: nameOfSource(one.source),
              at: format.dateTime(one.at),
            })}
          >
            <span className="ellipsis">{one.tag}</span>
            {may && (
              <button
                type="button"
                aria-label={t("customers.tags.take", { tag: one.tag })}
                onClick={() => remove.mutate(one.tag, { onSuccess: () => void taken(one.tag) })}
              >
                <X size={12} aria-hidden />
              </button>
            )}
          </span>
        ))}
        {tags.length === 0 && !adding && <span className="muted">{t("customers.tags.none")}</span>}
        {adding && <TagInput person={person} onClose={() => setAdding(false)} />}
      </div>
    </Card>
  );
}

import { Button, Checkbox, Input, Popover, Skeleton } from "antd";
import { Bookmark, Check, ChevronDown, RefreshCw, Trash2, Users } from "lucide-react";
import { useState } from "react";
import type { List } from "@/api/list";
import { useText } from "@/i18n";
import { ErrorState } from "../ErrorState";
import { IconButton } from "../IconButton";
import { toast } from "../toast";
import { questionOf, shownView, useDeleteView, useSaveView, useViews, type View } from "./useViews";
import styles from "./ViewsMenu.module.css";

interface Props<Item> {
  name: string;
  list: List<Item>;
  columns: string[] | null;
  chooseColumns: (keys: string[] | null) => void;
}

interface RowProps {
  view: View;
  shown: boolean;
  open: () => void;
  /** Keep what the list shows now under this view's name. */
  update: () => void;
  share: () => void;
  remove: () => void;
}

function ViewRow({ view, shown, open, update, share, remove }: RowProps) {
  const t = useText();
  return (
    <li className={styles.row}>
      <button type="button" className={styles.open} onClick={open} aria-current={shown}>
        <Check size={14} aria-hidden style={{ visibility: shown ? "visible" : "hidden" }} />
        <span className="ellipsis">{view.name}</span>
        {!view.own && <span className="caption">{view.by}</span>}
        {view.own && view.shared && <span className="caption">{t("ui.views.shared")}</span>}
      </button>
      {view.own && (
        <span className={styles.tools}>
          {!shown && (
            <IconButton label={t("ui.views.update", { name: view.name })} icon={RefreshCw} onClick={update} />
          )}
          <IconButton
            label={t(view.shared ? "ui.views.unshare" : "ui.views.share", { name: view.name })}
            icon={Users}
            onClick={share}
            className={view.shared ? styles.on : undefined}
          />
          <IconButton label={t("ui.views.delete", { name: view.name })} icon={Trash2} onClick={remove} />
        </span>
      )}
    </li>
  );
}

function SaveForm({ save, busy }: { save: (name: string, shared: boolean) => void; busy: boolean }) {
  const t = useText();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const submit = () => name.trim() && save(name.trim(), shared);
  return (
    <div className={styles.save}>
      <span className="caption">{t("ui.views.save_lesson")}</span>
      <div className={styles.line}>
        <Input
          value={name}
          maxLength={40}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={submit}
          placeholder={t("ui.views.name")}
          aria-label={t("ui.views.name")}
        />
        <Button type="primary" disabled={!name.trim()} loading={busy} onClick={submit}>
          {t("ui.views.save")}
        </Button>
      </div>
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
        {t("ui.views.share_all")}
      </Checkbox>
    </div>
  );
}

/** Saved views of a list: open one, save what is shown, share it with colleagues. */
export function ViewsMenu<Item>({ name, list, columns, chooseColumns }: Props<Item>) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const views = useViews(name, open);
  const save = useSaveView(name);
  const remove = useDeleteView(name);
  const shown = shownView(views.data ?? [], list, columns);
  const present = () => ({ table: name, query: questionOf(list), columns });
  const show = (view: View) => {
    const neutral = Object.fromEntries(["q", "sort", ...Object.keys(list.filters)].map((key) => [key, ""]));
    list.change({ ...neutral, ...view.query });
    chooseColumns(view.columns);
    setOpen(false);
  };
  const saved = (view: View) => toast.success(t("ui.views.saved", { name: view.name }));
  const content = (
    <div className={styles.menu}>
      {views.isPending && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {views.isError && <ErrorState error={views.error} retry={() => void views.refetch()} compact />}
      {views.data?.length === 0 && <p className={styles.empty}>{t("ui.views.empty")}</p>}
      {views.data && views.data.length > 0 && (
        <ul className={styles.list}>
          {views.data.map((view) => (
            <ViewRow
              key={view.id}
              view={view}
              shown={view.id === shown?.id}
              open={() => show(view)}
              update={() => save.mutate({ ...view, ...present() }, { onSuccess: saved })}
              share={() => save.mutate({ ...view, table: name, shared: !view.shared }, { onSuccess: saved })}
              remove={() => remove.mutate(view.id)}
            />
          ))}
        </ul>
      )}
      <SaveForm
        key={views.data?.length}
        busy={save.isPending}
        save={(words, shared) => save.mutate({ ...present(), name: words, shared }, { onSuccess: saved })}
      />
    </div>
  );
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      content={content}
    >
      <Button icon={<Bookmark size={14} />} className={shown && styles.on}>
        <span className={styles.name}>{shown?.name ?? t("ui.views.label")}</span>
        <ChevronDown size={13} aria-hidden />
      </Button>
    </Popover>
  );
}

import { Button, Table, type TableProps } from "antd";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import type { List } from "@/api/list";
import { useText } from "@/i18n";
import { Definition } from "../Definition";
import { EmptyState } from "../EmptyState";
import { ErrorState } from "../ErrorState";
import { useFormat } from "../format";
import styles from "./DataTable.module.css";
import { ColumnChooser, CsvButton, SearchBox } from "./TableTools";
import type { Column } from "./types";
import { useColumns } from "./useColumns";
import { ViewsMenu } from "./ViewsMenu";

interface Props<Item extends { id: string }> {
  /** Names the column choice and the CSV file. */
  name: string;
  list: List<Item>;
  columns: Column<Item>[];
  /** Placeholder of the search box; without it there is none. */
  search?: string;
  /** Controls after the search box. */
  filters?: ReactNode;
  /** Shown when nothing exists yet (not when a search finds nothing). */
  empty: { title: string; lesson?: ReactNode; action?: ReactNode };
  onOpen?: (item: Item) => void;
  /** Actions on selected rows; gives the table its check boxes. `everybody`: all that the search finds are meant. */
  bulk?: (items: Item[], clear: () => void, everybody: boolean) => ReactNode;
  /** Offers to choose all that the search finds, not only the page in view. */
  bulkAll?: boolean;
  csv?: boolean;
  /** Right of the count. */
  tools?: ReactNode;
}

function Skeleton() {
  const t = useText();
  return (
    <div className={styles.skeleton} role="status" aria-label={t("ui.loading")}>
      {[42, 30, 36, 48, 34, 40, 28, 44].map((width, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: fixed shapes
        <div key={at}>
          <span style={{ width: `${width / 2}%` }} />
          <span style={{ width: "14%" }} />
          <span style={{ width: "10%", marginLeft: "auto" }} />
        </div>
      ))}
    </div>
  );
}

function Foot<Item>({ list }: { list: List<Item> }) {
  const t = useText();
  const format = useFormat();
  if (!list.next && !list.previous) return null;
  const first = (list.page - 1) * list.limit + 1;
  const last = first + list.items.length - 1;
  return (
    <div className={styles.foot}>
      <span className={styles.count}>
        {t("ui.table.range", { first: format.number(first), last: format.number(last) })}
      </span>
      <span className={styles.space} />
      <Button icon={<ChevronLeft size={15} />} disabled={!list.previous} onClick={list.previous}>
        {t("ui.table.previous")}
      </Button>
      <Button icon={<ChevronRight size={15} />} iconPlacement="end" disabled={!list.next} onClick={list.next}>
        {t("ui.table.next")}
      </Button>
    </div>
  );
}

function antdColumns<Item>(columns: Column<Item>[], list: List<Item>): TableProps<Item>["columns"] {
  return columns.map((column) => ({
    key: column.key,
    title: column.definition ? (
      <Definition text={column.definition}>{column.title}</Definition>
    ) : (
      column.title
    ),
    align: column.align,
    width: column.width,
    sorter: column.sort !== undefined,
    showSorterTooltip: false,
    sortDirections: ["ascend", "descend", "ascend"],
    sortOrder:
      column.sort && list.sort.replace(/^-/, "") === column.sort
        ? list.sort.startsWith("-")
          ? "descend"
          : "ascend"
        : null,
    onHeaderCell: () =>
      column.sort
        ? {
            onClick: () => list.change({ sort: list.sort === column.sort ? `-${column.sort}` : column.sort }),
          }
        : {},
    render: (_value: unknown, item: Item) => column.render(item),
  }));
}

/** A server-side list: search, filters, sort, column choice, selection, CSV, count, pages; lesson when empty. */
export function DataTable<Item extends { id: string }>(props: Props<Item>) {
  const { list, bulk, onOpen, name } = props;
  const t = useText();
  const format = useFormat();
  const columns = useColumns(name, props.columns);
  const [selected, setSelected] = useState<Item[]>([]);
  const [everybody, setEverybody] = useState(false);
  const choose = (items: Item[], all = false) => {
    setSelected(items);
    setEverybody(all);
  };
  const place = `${list.q}|${list.sort}|${list.cursor}|${JSON.stringify(list.filters)}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another selection
  useEffect(() => choose([]), [place]);
  const { result } = list;
  const nothing = result.isSuccess && list.items.length === 0;
  const count = list.count;
  const wholePage = selected.length > 0 && selected.length === list.items.length;
  const offerAll = props.bulkAll && wholePage && count !== undefined && count > selected.length;

  return (
    <div className={styles.card}>
      {selected.length > 0 && bulk ? (
        <div className={`${styles.bar} ${styles.bulk}`}>
          <strong>
            {everybody
              ? t("ui.table.selected_all", { count: format.number(count) })
              : t("ui.table.selected", { count: selected.length })}
          </strong>
          {offerAll && !everybody && (
            <Button type="link" onClick={() => setEverybody(true)}>
              {t("ui.table.select_all", { count: format.number(count) })}
            </Button>
          )}
          {bulk(selected, () => choose([]), everybody)}
          <span className={styles.space} />
          <Button type="link" onClick={() => choose([])}>
            {t("ui.table.clear_selection")}
          </Button>
        </div>
      ) : (
        <div className={styles.bar}>
          <ViewsMenu name={name} list={list} columns={columns.chosen} chooseColumns={columns.choose} />
          {props.search && (
            <SearchBox
              value={list.q}
              placeholder={props.search}
              onSearch={(q) => list.change({ q: q || undefined })}
            />
          )}
          {props.filters}
          {list.filtered && (
            <Button type="link" onClick={list.clear}>
              {t("ui.table.clear")}
            </Button>
          )}
          <span className={styles.space} />
          {count !== undefined && (
            <span className={styles.count}>
              {t(list.countExact ? "ui.table.count" : "ui.table.count_about", {
                count: format.number(count),
              })}
            </span>
          )}
          {props.tools}
          <ColumnChooser columns={columns.choosable} isShown={columns.isShown} choose={columns.choose} />
          {props.csv !== false && <CsvButton name={name} columns={columns.shown} all={() => list.all()} />}
        </div>
      )}
      {result.isPending && <Skeleton />}
      {result.isError && <ErrorState error={result.error} retry={() => void result.refetch()} />}
      {nothing &&
        (list.filtered ? (
          <EmptyState
            title={t("ui.table.nothing_found")}
            lesson={t("ui.table.nothing_found_lesson")}
            action={<Button onClick={list.clear}>{t("ui.table.clear")}</Button>}
          />
        ) : (
          <EmptyState {...props.empty} />
        ))}
      {list.items.length > 0 && (
        <div
          className={`${styles.table} ${result.isPlaceholderData ? styles.stale : ""} ${onOpen ? styles.clickable : ""}`}
        >
          <Table<Item>
            rowKey="id"
            dataSource={list.items}
            columns={antdColumns(columns.shown, list)}
            pagination={false}
            rowSelection={
              bulk && {
                selectedRowKeys: selected.map((item) => item.id),
                onChange: (_keys, items) => choose(items),
                columnWidth: 40,
              }
            }
            onRow={(item) => (onOpen ? { onClick: () => onOpen(item) } : {})}
          />
        </div>
      )}
      {result.isSuccess && <Foot list={list} />}
    </div>
  );
}

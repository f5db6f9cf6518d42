import { useQueryClient } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { Download, RotateCw } from "lucide-react";
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { pageAt, pages } from "@/navigation";
import {
  Card,
  ConfirmButton,
  DateTime,
  download,
  Kpi,
  type KpiProps,
  KpiRow,
  Money,
  NumberText,
  toast,
  useFormat,
} from "@/ui";
import { type Import, readErrors, useCancel, useStart } from "./api";
import styles from "./Imports.module.css";
import { countOf, PLACES } from "./words";

/** `reading 1200`, `loading 2/5` in words. */
function useNote(row: Import): string {
  const t = useText();
  const format = useFormat();
  const [word = "", what = ""] = (row.progress?.note ?? "").split(" ");
  if (word === "reading") return t("imports.run.reading", { rows: format.number(Number(what)) });
  if (word === "loading") {
    const [part = "", parts = ""] = what.split("/");
    return t("imports.run.loading", { part, parts });
  }
  return t("imports.run.waiting");
}

function Running({ row }: { row: Import }) {
  const t = useText();
  const cancel = useCancel(row.id);
  const note = useNote(row);
  const progress = row.progress;
  const percent = progress?.total ? Math.floor((100 * progress.done) / progress.total) : 0;
  return (
    <Card title={t("imports.run.running")} note={note}>
      <Progress percent={percent} status="active" />
      <div className={styles.foot} style={{ padding: "12px 0 0" }}>
        <span className="caption">{t("imports.run.leave")}</span>
        <ConfirmButton
          question={t("imports.run.cancel_question")}
          lesson={t("imports.run.cancel_lesson")}
          confirm={t("imports.run.cancel")}
          onConfirm={() => cancel.mutate(undefined)}
          button={{ loading: cancel.isPending }}
        >
          {t("imports.run.cancel")}
        </ConfirmButton>
      </div>
    </Card>
  );
}

/** What each kind counts: people and events are written without telling new from known. */
const COUNTS: Record<Import["kind"], string[]> = {
  contacts: ["rows", "written", "bad", "skipped"],
  events: ["rows", "written", "bad", "skipped"],
  orders: ["rows", "created", "unchanged", "bad", "skipped"],
  products: ["rows", "created", "updated", "unchanged", "bad", "skipped"],
};
const ORDER_COUNTS = ["lines", "quantity", "amount", "products_created", "guests"] as const;

function Counts({ row }: { row: Import }) {
  const t = useText();
  const kpi = (name: string): KpiProps => ({
    label: t(`imports.count.${name}`),
    definition: t(`imports.count.${name}_definition`),
    value:
      name === "amount" ? <Money value={row.counts[name]} /> : <NumberText value={countOf(row, name) ?? 0} />,
    alarm: name === "bad" && (row.counts.bad ?? 0) > 0,
  });
  return (
    <>
      <KpiRow items={COUNTS[row.kind].map(kpi)} />
      {row.kind === "orders" && (
        <Card title={t("imports.run.orders")} note={t("imports.run.orders_note")}>
          <div className={styles.sums}>
            {ORDER_COUNTS.map((name) => (
              <Kpi key={name} {...kpi(name)} />
            ))}
          </div>
        </Card>
      )}
    </>
  );
}

function RunAgain({ row }: { row: Import }) {
  const t = useText();
  const start = useStart(row.id);
  return (
    <Button
      icon={<RotateCw size={14} />}
      loading={start.isPending}
      title={t("imports.run.again_lesson")}
      onClick={() => start.mutate(undefined)}
    >
      {t(row.state === "done" ? "imports.run.again" : "imports.run.resume")}
    </Button>
  );
}

function Ended({ row, onMap }: { row: Import; onMap: () => void }) {
  const t = useText();
  const may = useCan()("imports.write");
  const place = PLACES[row.kind];
  const bad = row.counts.bad ?? 0;
  const errors = async () =>
    download(`${row.file_name.replace(/\.[^.]+$/, "")}-errors.csv`, await readErrors(row.id));
  return (
    <Card
      title={t(`imports.run.${row.state}`)}
      note={
        row.finished_at && (
          <>
            {t("imports.run.finished")} <DateTime at={row.finished_at} format="full" />
          </>
        )
      }
    >
      {row.error && <p className={styles.failed}>{row.error}</p>}
      <p className={styles.answer}>
        {t(
          row.state === "done"
            ? bad
              ? "imports.run.answer_bad"
              : "imports.run.answer"
            : "imports.run.answer_stopped",
          {
            count: bad,
          },
        )}
      </p>
      <div className="row" style={{ flexWrap: "wrap" }}>
        {row.state === "done" && pageAt(pages, place.slice(1)) && (
          <Link to={place}>
            <Button type="primary">{t(`imports.run.see_${row.kind}`)}</Button>
          </Link>
        )}
        {bad > 0 && (
          <Button icon={<Download size={14} />} onClick={() => void errors().catch(toast.error)}>
            {t("imports.run.errors")}
          </Button>
        )}
        {may && <RunAgain row={row} />}
        {may && <Button onClick={onMap}>{t("imports.run.change")}</Button>}
        {may && (
          <Link to="/imports/new">
            <Button type="link">{t("imports.run.another")}</Button>
          </Link>
        )}
      </div>
    </Card>
  );
}

/** Step 4: progress, then the result and what to do with it. */
export function RunStep({ row, onMap }: { row: Import; onMap: () => void }) {
  const client = useQueryClient();
  const before = useRef(row.state);
  useEffect(() => {
    if (before.current === "running" && row.state !== "running")
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "imports" });
    before.current = row.state;
  }, [row.state, client]);
  if (row.state === "running") return <Running row={row} />;
  return (
    <>
      <Ended row={row} onMap={onMap} />
      {Object.keys(row.counts).length > 0 && <Counts row={row} />}
    </>
  );
}

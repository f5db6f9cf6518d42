import { useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { useCan } from "@/api/session";
import { useText } from "@/i18n";
import { DateTime } from "@/ui/figures";
import { useFormat } from "@/ui/format";
import { useJobToast } from "@/ui/JobToast";
import { toast } from "@/ui/toast";
import styles from "./DemoBar.module.css";
import { reloadWhenBack, useDemo, useDemoAct } from "./demo";

/** Demo mode only: the company's clock, a day forward, a fresh start. */
export function DemoBar() {
  const t = useText();
  const format = useFormat();
  const client = useQueryClient();
  const follow = useJobToast();
  const demo = useDemo().data;
  const act = useDemoAct();
  const may = useCan()("demo.write");
  if (!demo) return null;
  const run = (what: "advance" | "reset") =>
    act.mutate(what, {
      onSuccess: (answer) => {
        if (answer?.job) {
          follow(answer.job, {
            title: t(`shell.demo.${what}_running`),
            onDone: () => client.invalidateQueries(),
          });
        } else {
          toast.success(t(`shell.demo.${what}_done`));
          void reloadWhenBack();
        }
      },
    });
  const busy = (what: string) => act.isPending && act.variables === what;
  return (
    <section className={styles.bar} aria-label={t("shell.demo.title")}>
      <div className={styles.line}>
        <span>{t("shell.demo.title")}</span>
        <span className="muted">
          <DateTime at={demo.now} />
        </span>
      </div>
      <div className={styles.note}>
        {demo.months === null
          ? t("shell.demo.people", { customers: format.number(demo.customers) })
          : t("shell.demo.size", { customers: format.number(demo.customers), months: demo.months })}
      </div>
      {may && (
        <div className={styles.buttons}>
          <Button
            loading={busy("advance")}
            onClick={() => run("advance")}
            title={t("shell.demo.advance_hint")}
          >
            +24 h
          </Button>
          <Popconfirm
            title={t("shell.demo.reset_title")}
            description={t("shell.demo.reset_lesson")}
            okText={t("shell.demo.reset")}
            okButtonProps={{ danger: true }}
            onConfirm={() => run("reset")}
            placement="topRight"
          >
            <Button loading={busy("reset")} disabled={!demo.can_reset}>
              {t("shell.demo.reset")}
            </Button>
          </Popconfirm>
        </div>
      )}
    </section>
  );
}

import { Button, Checkbox, Form, Input, InputNumber, Skeleton } from "antd";
import { useState } from "react";
import { useText } from "@/i18n";
import {
  Card,
  type Column,
  ConfirmButton,
  DateTime,
  EmptyState,
  ErrorState,
  FormDialog,
  NumberText,
  RowsTable,
  toast,
} from "@/ui";
import { type Rule, useAddRule, useChangeRule, useRemoveRule, useRetention, useSetLogDays } from "./api";
import styles from "./Operations.module.css";
import { PreviewDrawer } from "./PreviewDrawer";

function DaysField() {
  const t = useText();
  return (
    <Form.Item
      name="days"
      label={t("data.operations.days")}
      rules={[{ required: true, message: t("data.operations.days_needed") }]}
    >
      <InputNumber min={1} max={36_500} precision={0} style={{ width: "100%" }} />
    </Form.Item>
  );
}

function RuleDialog({ rule, onClose }: { rule: Rule | "new" | null; onClose: () => void }) {
  const t = useText();
  const add = useAddRule();
  const change = useChangeRule();
  const standing = rule !== null && rule !== "new" ? rule : null;
  return standing ? (
    <FormDialog<{ days: number }, { id: string; days: number }, unknown>
      open
      onClose={onClose}
      title={t("data.operations.change_rule", { pattern: standing.pattern })}
      submit={t("data.operations.save")}
      mutation={change}
      initial={{ days: standing.days }}
      request={({ days }) => ({ id: standing.id, days })}
    >
      <DaysField />
    </FormDialog>
  ) : (
    <FormDialog<
      { pattern: string; days: number; includes_orders: boolean },
      { pattern: string; days: number; includes_orders: boolean },
      unknown
    >
      open={rule === "new"}
      onClose={onClose}
      title={t("data.operations.add_rule")}
      purpose={t("data.operations.rule_purpose")}
      submit={t("data.operations.save")}
      mutation={add}
      initial={{ pattern: "", days: 365, includes_orders: false }}
      request={(words) => words}
    >
      <Form.Item
        name="pattern"
        label={t("data.operations.pattern")}
        extra={t("data.operations.pattern_extra")}
        rules={[{ required: true, message: t("data.operations.pattern_needed") }]}
      >
        <Input placeholder="category:browse" maxLength={200} />
      </Form.Item>
      <DaysField />
      <Form.Item name="includes_orders" valuePropName="checked">
        <Checkbox>{t("data.operations.includes_orders")}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}

function LogDialog({ open, days, onClose }: { open: boolean; days: number | null; onClose: () => void }) {
  const t = useText();
  return (
    <FormDialog<{ days: number | null }, number | null, unknown>
      open={open}
      onClose={onClose}
      title={t("data.operations.log_rule")}
      purpose={t("data.operations.log_purpose")}
      submit={t("data.operations.save")}
      mutation={useSetLogDays()}
      initial={{ days }}
      request={(words) => words.days ?? null}
    >
      <Form.Item name="days" label={t("data.operations.days")} extra={t("data.operations.log_days_extra")}>
        <InputNumber min={1} max={36_500} precision={0} style={{ width: "100%" }} />
      </Form.Item>
    </FormDialog>
  );
}

function RemoveButton({ rule }: { rule: Rule }) {
  const t = useText();
  const remove = useRemoveRule();
  return (
    <ConfirmButton
      question={t("data.operations.remove_question", { pattern: rule.pattern })}
      lesson={t("data.operations.remove_lesson")}
      confirm={t("data.operations.remove")}
      onConfirm={() =>
        remove.mutate(rule.id, { onSuccess: () => toast.success(t("data.operations.removed")) })
      }
      button={{ size: "small" }}
    >
      {t("data.operations.remove")}
    </ConfirmButton>
  );
}

function useColumns(may: boolean, onChange: (rule: Rule) => void): Column<Rule>[] {
  const t = useText();
  return [
    {
      key: "pattern",
      title: t("data.operations.pattern"),
      render: (one) => <span className="mono">{one.pattern}</span>,
    },
    {
      key: "days",
      title: t("data.operations.days"),
      align: "right",
      render: (one) => <NumberText value={one.days} />,
    },
    {
      key: "applied",
      title: t("data.operations.applied"),
      definition: t("data.operations.applied_definition"),
      align: "right",
      render: (one) => <DateTime at={one.applied_before} />,
    },
    {
      key: "do",
      title: "",
      align: "right",
      render: (one) =>
        may && (
          <span className="row" style={{ justifyContent: "flex-end" }}>
            <Button size="small" onClick={() => onChange(one)}>
              {t("data.operations.change")}
            </Button>
            <RemoveButton rule={one} />
          </span>
        ),
    },
  ];
}

/** How long events are kept, by class, and how long the log is. */
export function RetentionCard({ may }: { may: boolean }) {
  const t = useText();
  const found = useRetention();
  const [rule, setRule] = useState<Rule | "new" | null>(null);
  const [log, setLog] = useState(false);
  const [preview, setPreview] = useState(false);
  const columns = useColumns(may, setRule);
  const data = found.data;
  return (
    <Card
      flush
      title={t("data.operations.retention")}
      note={t("data.operations.retention_note")}
      extra={
        <span className="row">
          <Button size="small" onClick={() => setPreview(true)}>
            {t("data.operations.preview")}
          </Button>
          {may && (
            <Button size="small" onClick={() => setRule("new")}>
              {t("data.operations.add_rule")}
            </Button>
          )}
        </span>
      }
    >
      {found.isError && <ErrorState error={found.error} retry={() => void found.refetch()} />}
      {!data && !found.isError && <Skeleton active title={false} style={{ padding: 16 }} />}
      {data?.rules.length === 0 && (
        <EmptyState
          compact
          title={t("data.operations.no_rule")}
          lesson={t("data.operations.no_rule_lesson")}
        />
      )}
      {data && data.rules.length > 0 && (
        <RowsTable
          label={t("data.operations.retention")}
          columns={columns}
          rows={data.rules}
          rowKey={(one) => one.id}
        />
      )}
      {data && (
        <div className={styles.foot}>
          <span className="muted">
            {data.log_days === null
              ? t("data.operations.log_for_ever")
              : t("data.operations.log_for_days", { days: data.log_days })}
          </span>
          {may && (
            <Button size="small" type="link" onClick={() => setLog(true)}>
              {t("data.operations.change")}
            </Button>
          )}
        </div>
      )}
      <RuleDialog rule={rule} onClose={() => setRule(null)} />
      <LogDialog open={log} days={data?.log_days ?? null} onClose={() => setLog(false)} />
      <PreviewDrawer open={preview} may={may} onClose={() => setPreview(false)} />
    </Card>
  );
}

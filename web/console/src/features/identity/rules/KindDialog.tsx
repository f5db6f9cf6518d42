import { Button, Form, Input, InputNumber, Radio } from "antd";
import { useText } from "@/i18n";
import { FormDialog, toast, useFormat } from "@/ui";
import { type Kind, type KindRule, useLimitEffect, useResetKind, useSetKind } from "../api";
import { nameOfKind } from "../words";
import styles from "./rules.module.css";

type Words = KindRule & { kind: string };

/** What the limit would find over it among the people of now. */
function Effect({ kind }: { kind: string }) {
  const t = useText();
  const format = useFormat();
  const limit = Form.useWatch<number | null>("limit");
  const effect = useLimitEffect(kind, limit ?? null);
  if (!effect.data || effect.data.people === 0) return null;
  const { people, over, most } = effect.data;
  return (
    <div className={over ? styles.effectWarn : styles.effect} role="status">
      {t(over ? "identity.kinds.effect_over" : "identity.kinds.effect_none", {
        people: format.number(people),
        over: format.number(over),
        most: format.number(most),
      })}
    </div>
  );
}

/** Change the rule of a kind, or give one to a kind of the company's own. */
export function KindDialog({ open, onClose }: { open: Kind | "new" | null; onClose: () => void }) {
  const t = useText();
  const save = useSetKind();
  const reset = useResetKind();
  const kind = open === "new" ? null : open;
  const initial = { kind: kind?.kind ?? "", ...(kind?.rule ?? { priority: 60, limit: 10, strong: true }) };
  return (
    <FormDialog<Words, Words, Kind[]>
      open={open !== null}
      onClose={onClose}
      title={kind ? t("identity.kinds.edit_title", { kind: nameOfKind(kind.kind) }) : t("identity.kinds.add")}
      purpose={t("identity.kinds.edit_purpose")}
      submit={t("identity.kinds.save")}
      mutation={save}
      initial={initial}
      request={(words) => words}
      onDone={() => toast.success(t("identity.kinds.saved"))}
    >
      <Form.Item
        name="kind"
        hidden={kind !== null}
        label={t("identity.kinds.key")}
        rules={[{ required: true, message: t("identity.kinds.key_missing") }]}
      >
        <Input maxLength={59} placeholder="store_card" />
      </Form.Item>
      <Form.Item
        name="priority"
        label={t("identity.kinds.priority")}
        extra={t("identity.kinds.priority_what")}
      >
        <InputNumber min={0} max={999} precision={0} style={{ width: 120 }} />
      </Form.Item>
      <Form.Item name="limit" label={t("identity.kinds.limit")} extra={t("identity.kinds.limit_what")}>
        <InputNumber min={1} max={100_000} precision={0} style={{ width: 120 }} />
      </Form.Item>
      {kind && <Effect kind={kind.kind} />}
      <Form.Item name="strong" label={t("identity.kinds.strength")} extra={t("identity.kinds.strength_what")}>
        <Radio.Group
          options={[
            { value: true, label: t("identity.kinds.strong") },
            { value: false, label: t("identity.kinds.weak") },
          ]}
        />
      </Form.Item>
      {kind?.own && (
        <Button
          type="link"
          style={{ padding: 0 }}
          loading={reset.isPending}
          onClick={() => reset.mutate(kind.kind, { onSuccess: onClose })}
        >
          {t(kind.known ? "identity.kinds.reset" : "identity.kinds.reset_other", {
            priority: kind.default.priority,
            limit: kind.default.limit,
          })}
        </Button>
      )}
    </FormDialog>
  );
}

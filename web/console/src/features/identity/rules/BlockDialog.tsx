import { Checkbox, Form, Input } from "antd";
import { useEffect } from "react";
import { useText } from "@/i18n";
import { FormDialog, toast, useFormat } from "@/ui";
import { useBlock, useBlockEffect } from "../api";
import { KindSelect } from "./KindSelect";
import styles from "./rules.module.css";

interface Words {
  kind: string;
  value: string;
  reason: string;
  take_back: boolean;
}

/** What stands on the value now, asked for while it is typed. */
function Effect() {
  const t = useText();
  const format = useFormat();
  const kind = Form.useWatch<string>("kind");
  const value = Form.useWatch<string>("value");
  const effect = useBlockEffect();
  const { mutate, reset } = effect;
  useEffect(() => {
    if (!kind || !value?.trim()) {
      reset();
      return;
    }
    const timer = setTimeout(() => mutate({ kind, value }), 350);
    return () => clearTimeout(timer);
  }, [kind, value, mutate, reset]);
  if (!effect.data) return null;
  const { builtin, blocked, profiles, merges, refused, label } = effect.data;
  if (builtin || blocked)
    return (
      <div className={styles.effect} role="status">
        {t(builtin ? "identity.blocked.effect_builtin" : "identity.blocked.effect_blocked", { label })}
      </div>
    );
  return (
    <>
      <div className={merges ? styles.effectWarn : styles.effect} role="status">
        {t(profiles ? "identity.blocked.effect" : "identity.blocked.effect_nobody", {
          label,
          profiles: format.number(profiles),
          merges: format.number(merges),
          refused: format.number(refused),
        })}
      </div>
      {profiles > 0 && (
        <Form.Item name="take_back" valuePropName="checked">
          <Checkbox>{t("identity.blocked.take_back", { merges: format.number(merges) })}</Checkbox>
        </Form.Item>
      )}
    </>
  );
}

/** Block one value after a look at what hangs on it. */
export function BlockDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const block = useBlock();
  return (
    <FormDialog<Words, Parameters<typeof block.mutate>[0], { added: number; undone: number }>
      open={open}
      onClose={onClose}
      title={t("identity.blocked.add")}
      purpose={t("identity.blocked.add_purpose")}
      submit={t("identity.blocked.submit")}
      mutation={block}
      initial={{ kind: "phone", value: "", reason: "", take_back: false }}
      request={({ value, ...rest }) => ({ ...rest, take_back: rest.take_back ?? false, values: [value] })}
      onDone={({ added, undone }) =>
        toast.success(
          t(added ? "identity.blocked.done" : "identity.blocked.known", { merges: String(undone) }),
        )
      }
    >
      <Form.Item name="kind" label={t("identity.kinds.kind")}>
        <KindSelect />
      </Form.Item>
      <Form.Item
        name="value"
        label={t("identity.blocked.value")}
        rules={[{ required: true, whitespace: true, message: t("identity.blocked.value_missing") }]}
      >
        <Input maxLength={1000} autoComplete="off" />
      </Form.Item>
      <Effect />
      <Form.Item name="reason" label={t("identity.blocked.reason")}>
        <Input maxLength={200} placeholder={t("identity.blocked.reason_example")} />
      </Form.Item>
    </FormDialog>
  );
}

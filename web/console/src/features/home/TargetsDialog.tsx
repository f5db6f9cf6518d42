import { Form, InputNumber } from "antd";
import { useText } from "@/i18n";
import { FormDialog } from "@/ui";
import { useSetTargets, useTargets } from "./api";
import { nameOf } from "./words";

const FIELDS = [
  { key: "gmv", scale: 100 },
  { key: "orders", scale: 1 },
  { key: "new_customers", scale: 1 },
  { key: "visitors", scale: 1 },
  { key: "conversion", scale: 0.01 },
  { key: "average_order_value", scale: 100 },
  { key: "repurchase_28d", scale: 0.01 },
] as const;
type Words = Partial<Record<string, number | null>>;

/** The month's targets; money in yuan, shares in percent. */
export function TargetsDialog({
  month,
  open,
  onClose,
}: {
  month: string;
  open: boolean;
  onClose: () => void;
}) {
  const t = useText();
  const known = useTargets(month, open);
  const save = useSetTargets();
  if (!open || !known.data) return null;
  const targets = known.data.targets as Record<string, number>;
  const initial = Object.fromEntries(
    FIELDS.map(({ key, scale }) => {
      const value = targets[key];
      return [key, value === undefined ? null : Math.round((value / scale) * 100) / 100];
    }),
  );
  return (
    <FormDialog<Words, Parameters<typeof save.mutate>[0], unknown>
      open
      onClose={onClose}
      title={t("home.targets.title", { month })}
      purpose={t("home.targets.purpose")}
      submit={t("home.targets.save")}
      mutation={save}
      initial={initial}
      request={(words) => ({
        month,
        targets: Object.fromEntries(
          FIELDS.map(({ key, scale }) => {
            const value = words[key];
            return [key, value === null || value === undefined ? null : value * scale];
          }),
        ),
      })}
    >
      <div style={{ display: "grid", gridTemplateColumns: "1fr 1fr", columnGap: 16 }}>
        {FIELDS.map(({ key, scale }) => (
          <Form.Item key={key} name={key} label={nameOf(t, key)} style={{ marginBottom: 12 }}>
            <InputNumber
              min={0}
              style={{ width: "100%" }}
              suffix={scale === 0.01 ? "%" : undefined}
              prefix={scale === 100 ? "¥" : undefined}
            />
          </Form.Item>
        ))}
      </div>
    </FormDialog>
  );
}

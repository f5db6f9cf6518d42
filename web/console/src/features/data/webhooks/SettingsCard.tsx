import { Form, Input, InputNumber, Segmented, Switch } from "antd";
import { useText } from "@/i18n";
import { Card } from "@/ui";
import { CodeBox } from "../sources/CodeBox";
import type { HookDetail } from "./api";
import type { Draft } from "./draft";
import styles from "./Webhooks.module.css";

interface Props {
  draft: Draft;
  onChange: (changes: Partial<Draft>) => void;
  saved: HookDetail | undefined;
  /** Refusals of the server by field. */
  errors: Record<string, string>;
}

const KINDS = ["none", "token", "hmac"] as const;

/** Name, address, and how a delivery proves where it comes from. */
export function SettingsCard({ draft, onChange, saved, errors }: Props) {
  const t = useText();
  const { check } = draft;
  const set = (changes: Partial<Draft["check"]>) => onChange({ check: { ...check, ...changes } });
  const refused = (field: string) =>
    errors[field] ? { help: errors[field], validateStatus: "error" as const } : {};
  return (
    <Card
      title={t("data.hooks.settings")}
      extra={
        // biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control
        <label className={styles.active}>
          <Switch
            size="small"
            checked={draft.active}
            onChange={(active) => onChange({ active })}
            aria-label={t("data.hooks.active")}
          />
          {t("data.hooks.active")}
        </label>
      }
    >
      {saved && <CodeBox title={t("data.hooks.address")} code={saved.url} />}
      <Form layout="vertical" requiredMark={false} component="div">
        <div className={styles.grid} style={{ marginTop: saved ? 12 : 0 }}>
          <Form.Item label={t("data.hooks.name")} tooltip={t("data.hooks.name_lesson")} {...refused("name")}>
            <Input
              value={draft.name}
              onChange={(event) => onChange({ name: event.target.value })}
              aria-label={t("data.hooks.name")}
              placeholder="youzan-orders"
            />
          </Form.Item>
          <Form.Item label={t("data.hooks.delivery_header")} tooltip={t("data.hooks.delivery_header_lesson")}>
            <Input
              value={draft.deliveryHeader}
              onChange={(event) => onChange({ deliveryHeader: event.target.value })}
              aria-label={t("data.hooks.delivery_header")}
              placeholder="X-Delivery-Id"
            />
          </Form.Item>
          <Form.Item label={t("data.hooks.check")} style={{ gridColumn: "1 / -1" }}>
            <Segmented
              value={check.kind}
              onChange={(kind) => set({ kind })}
              options={KINDS.map((value) => ({ value, label: t(`data.hooks.check_${value}`) }))}
            />
          </Form.Item>
        </div>
        <p className={styles.lesson}>{t(`data.hooks.check_${check.kind}_lesson`)}</p>
        {check.kind !== "none" && (
          <div className={styles.grid}>
            <Form.Item label={t("data.hooks.header")} {...refused("check.header")}>
              <Input
                value={check.header}
                onChange={(event) => set({ header: event.target.value })}
                aria-label={t("data.hooks.header")}
                placeholder="X-Signature"
              />
            </Form.Item>
            <Form.Item label={t("data.hooks.secret")} {...refused("secret")}>
              <Input.Password
                value={draft.secret}
                onChange={(event) => onChange({ secret: event.target.value })}
                aria-label={t("data.hooks.secret")}
                placeholder={saved?.has_secret ? t("data.hooks.secret_kept") : ""}
                autoComplete="new-password"
              />
            </Form.Item>
            {check.kind === "hmac" && (
              <>
                <Form.Item label={t("data.hooks.encoding")}>
                  <Segmented<"hex" | "base64">
                    value={check.encoding}
                    onChange={(encoding) => set({ encoding })}
                    options={["hex", "base64"]}
                  />
                </Form.Item>
                <Form.Item label={t("data.hooks.prefix")}>
                  <Input
                    value={check.prefix}
                    onChange={(event) => set({ prefix: event.target.value })}
                    aria-label={t("data.hooks.prefix")}
                    placeholder="sha256="
                  />
                </Form.Item>
                <Form.Item label={t("data.hooks.timestamp")} tooltip={t("data.hooks.timestamp_lesson")}>
                  <Input
                    value={check.timestamp_header}
                    onChange={(event) => set({ timestamp_header: event.target.value })}
                    aria-label={t("data.hooks.timestamp")}
                    placeholder="X-Timestamp"
                  />
                </Form.Item>
                {check.timestamp_header && (
                  <Form.Item label={t("data.hooks.tolerance")}>
                    <InputNumber
                      value={check.tolerance_s}
                      onChange={(value) => set({ tolerance_s: value ?? 300 })}
                      min={1}
                      max={86_400}
                      aria-label={t("data.hooks.tolerance")}
                    />
                  </Form.Item>
                )}
              </>
            )}
          </div>
        )}
      </Form>
    </Card>
  );
}

import { Button, Input, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useText } from "@/i18n";
import { IconButton } from "@/ui";
import type { Condition } from "./api";
import { PathInput } from "./PathInput";
import type { Found } from "./paths";
import styles from "./Webhooks.module.css";

const OPS = ["equals", "differs", "in", "exists", "missing"] as const;

interface Props {
  rows: Condition[];
  onChange: (rows: Condition[]) => void;
  paths: Found[];
}

/** When an event is made: all of these must hold. */
export function Conditions({ rows, onChange, paths }: Props) {
  const t = useText();
  const change = (at: number, changes: Partial<Condition>) =>
    onChange(rows.map((row, place) => (place === at ? { ...row, ...changes } : row)));
  return (
    <section className={styles.part}>
      <h4>
        {t("data.hooks.when")}{" "}
        <span>{t(rows.length ? "data.hooks.when_all" : "data.hooks.when_always")}</span>
      </h4>
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div key={at} className={styles.condition}>
          <PathInput
            value={row.path}
            onChange={(path) => change(at, { path })}
            paths={paths}
            label={`${t("data.hooks.when")} ${at + 1}`}
          />
          <Select
            value={row.op ?? "equals"}
            onChange={(op) => change(at, { op })}
            aria-label={`${t("data.hooks.when")} ${at + 1} ${t("data.hooks.op")}`}
            options={OPS.map((value) => ({ value, label: t(`data.hooks.op_${value}`) }))}
          />
          {row.op === "exists" || row.op === "missing" ? (
            <span />
          ) : (
            <Input
              value={row.value}
              onChange={(event) => change(at, { value: event.target.value })}
              aria-label={`${t("data.hooks.when")} ${at + 1} ${t("data.hooks.value")}`}
              placeholder={t(row.op === "in" ? "data.hooks.values" : "data.hooks.value")}
            />
          )}
          <IconButton
            label={t("data.hooks.remove")}
            icon={X}
            onClick={() => onChange(rows.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      <Button
        size="small"
        type="link"
        icon={<Plus size={13} />}
        onClick={() => onChange([...rows, { path: "", op: "equals", value: "" }])}
      >
        {t("data.hooks.add")}
      </Button>
    </section>
  );
}

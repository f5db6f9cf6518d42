import { InputNumber } from "antd";
import { digitsOf, signOf } from "@/features/shop";
import { useText } from "@/i18n";
import { useFormat } from "@/ui";
import styles from "./list.module.css";

interface Props {
  from: string;
  to: string;
  change: (changes: { spend_from?: string; spend_to?: string }) => void;
}

/** Spend between two amounts, typed in major units; the address and the server keep minor units. */
export function MoneyRange({ from, to, change }: Props) {
  const t = useText();
  const { currency } = useFormat();
  const unit = 10 ** digitsOf(currency);
  const field = (name: "spend_from" | "spend_to", value: string, label: string) => (
    <InputNumber
      key={value}
      min={0}
      defaultValue={value ? Number(value) / unit : undefined}
      prefix={signOf(currency)}
      placeholder={label}
      aria-label={label}
      style={{ flex: 1 }}
      controls={false}
      onPressEnter={(event) => event.currentTarget.blur()}
      onBlur={(event) => {
        const amount = Number.parseFloat(event.target.value.replaceAll(",", ""));
        const text = Number.isFinite(amount) ? String(Math.round(amount * unit)) : "";
        if (text !== value) change({ [name]: text });
      }}
    />
  );
  return (
    <div style={{ display: "grid", gap: 4 }}>
      <span className="caption">{t("customers.filter.spend")}</span>
      <div className={styles.pair}>
        {field("spend_from", from, t("customers.filter.from"))}
        <span className="muted">–</span>
        {field("spend_to", to, t("customers.filter.to"))}
      </div>
    </div>
  );
}

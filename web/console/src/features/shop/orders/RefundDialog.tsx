import { Form, Input, InputNumber } from "antd";
import { useMemo } from "react";
import { useText } from "@/i18n";
import { FormDialog, toast, useFormat } from "@/ui";
import { type OrderDetail, useRefund } from "../api";
import { digitsOf, signOf } from "../money";

interface Props {
  order: OrderDetail;
  open: boolean;
  onClose: () => void;
}

interface Words {
  amount: number;
  reason?: string;
}

/** Asks for amount and reason, says what is left; pressing twice gives money back once. */
export function RefundDialog({ order, open, onClose }: Props) {
  const t = useText();
  const format = useFormat();
  const unit = 10 ** digitsOf(format.currency);
  const left = order.amount - order.refunded;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key for every opening and after every refund
  const key = useMemo(() => crypto.randomUUID(), [open, order.refunded]);
  const refund = useRefund(order.id, key);
  return (
    <FormDialog<Words, { amount: number; reason: string }, OrderDetail>
      open={open}
      onClose={onClose}
      title={t("shop.refunds.ask", { no: order.order_no })}
      purpose={t("shop.refunds.lesson", { left: format.money(left) })}
      submit={t("shop.refunds.confirm")}
      mutation={refund}
      initial={{ amount: left / unit, reason: "" }}
      request={({ amount, reason }) => ({ amount: Math.round(amount * unit), reason: reason?.trim() ?? "" })}
      onDone={() => toast.success(t("shop.refunds.done"))}
    >
      <Form.Item
        name="amount"
        label={t("shop.refunds.amount")}
        rules={[{ required: true, message: t("shop.refunds.amount_missing") }]}
      >
        <InputNumber
          min={1 / unit}
          max={left / unit}
          precision={digitsOf(format.currency)}
          prefix={signOf(format.currency)}
          style={{ width: "100%" }}
        />
      </Form.Item>
      <Form.Item name="reason" label={t("shop.refunds.reason")}>
        <Input maxLength={200} placeholder={t("shop.refunds.reason_example")} />
      </Form.Item>
    </FormDialog>
  );
}

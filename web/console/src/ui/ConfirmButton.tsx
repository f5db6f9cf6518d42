import { Button, type ButtonProps, Popconfirm } from "antd";
import type { ReactNode } from "react";
import { useText } from "@/i18n";
import { useFormat } from "./format";

interface Props {
  /** The question, e.g. "Stop this journey?". */
  question: string;
  /** What follows and whether it can be undone. */
  lesson?: ReactNode;
  /** How many people are touched; shown above the lesson. */
  people?: number;
  confirm: string;
  onConfirm: () => unknown;
  danger?: boolean;
  button?: ButtonProps;
  children: ReactNode;
}

/** A button that asks first and names the count of people affected. */
export function ConfirmButton({
  question,
  lesson,
  people,
  confirm,
  onConfirm,
  danger = true,
  button,
  children,
}: Props) {
  const t = useText();
  const format = useFormat();
  const affected = people === undefined ? null : t("ui.confirm.people", { people: format.number(people) });
  return (
    <Popconfirm
      title={question}
      description={
        <div style={{ maxWidth: 280 }}>
          {affected && <strong>{affected}</strong>}
          {lesson && <div className="muted">{lesson}</div>}
        </div>
      }
      okText={confirm}
      cancelText={t("ui.cancel")}
      okButtonProps={{ danger }}
      onConfirm={() => {
        // Not returned: the popup closes at once, refusals show as a message.
        void onConfirm();
      }}
    >
      <Button {...button}>{children}</Button>
    </Popconfirm>
  );
}

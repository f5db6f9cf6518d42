import { Form, type FormProps, Modal } from "antd";
import { type ReactNode, useEffect } from "react";
import { isApiError } from "@/api/errors";
import { useText } from "@/i18n";
import styles from "./FormDialog.module.css";
import { wordsOf } from "./toast";

/** What the dialog needs of a `useMutation` result. */
interface Submit<Request, Answer> {
  mutate: (request: Request, options?: { onSuccess?: (answer: Answer) => void }) => void;
  reset: () => void;
  error: Error | null;
  isPending: boolean;
}

interface Props<Words extends object, Request, Answer> {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** Says what the dialog is for or what follows. */
  purpose?: ReactNode;
  submit: string;
  /** Give it `meta: { silent: true }`: refusals show here beside their field. */
  mutation: Submit<Request, Answer>;
  /** The form's values as the mutation takes them. */
  request: (words: Words) => Request;
  /** After it went well; the dialog closes by itself. */
  onDone?: (answer: Answer) => void;
  initial?: FormProps["initialValues"];
  width?: number;
  children: ReactNode;
}

/** A form in a dialog: refusals of the server stand at their field, or above the form. */
export function FormDialog<Words extends object, Request, Answer>(props: Props<Words, Request, Answer>) {
  const { open, onClose, mutation, initial } = props;
  const t = useText();
  const [form] = Form.useForm<Words>();
  const { reset } = mutation;
  useEffect(() => {
    if (open) {
      form.resetFields();
      reset();
    }
  }, [open, form, reset]);
  const error = mutation.error;
  const named = isApiError(error)
    ? Object.keys(error.fields).map((field) => field.replace(/^body\./, ""))
    : [];
  const known = named.filter((field) => field in (form.getFieldsValue(true) ?? {}));
  useEffect(() => {
    if (!isApiError(error)) return;
    for (const path of Object.keys(error.fields)) {
      const name = path.replace(/^body\./, "");
      if (name in (form.getFieldsValue(true) ?? {})) {
        form.setFields([{ name: name as never, errors: [error.detail] }]);
      }
    }
  }, [error, form]);
  const submit = (words: Words) =>
    mutation.mutate(props.request(words), {
      onSuccess: (answer) => {
        onClose();
        props.onDone?.(answer);
      },
    });
  return (
    <Modal
      open={open}
      onCancel={onClose}
      title={props.title}
      okText={props.submit}
      cancelText={t("ui.cancel")}
      okButtonProps={{ htmlType: "submit", form: "form-dialog", loading: mutation.isPending }}
      width={props.width ?? 480}
      destroyOnHidden
    >
      {props.purpose && <p className={styles.purpose}>{props.purpose}</p>}
      {error && known.length === 0 && (
        <div className={styles.refused} role="alert">
          {wordsOf(error)}
        </div>
      )}
      <Form<Words>
        id="form-dialog"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={submit}
        className={styles.form}
      >
        {props.children}
      </Form>
    </Modal>
  );
}

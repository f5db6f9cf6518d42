import { useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { type User, useUpdateUser } from "../api";
import { PasswordField } from "./PasswordField";

export function ResetPasswordDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const t = useText();
  const update = useUpdateUser({ silent: true });
  return (
    <FormDialog
      key={user?.id}
      open={user !== null}
      onClose={onClose}
      title={t("organisation.users.reset_title", { name: user?.name ?? "" })}
      purpose={t("organisation.users.reset_lesson")}
      submit={t("organisation.users.reset_password")}
      mutation={update}
      request={(words: { password: string }) => ({ ...words, id: user?.id ?? "" })}
      onDone={() => toast.success(t("organisation.users.reset_done"))}
      initial={{ password: "" }}
      width={440}
    >
      <PasswordField />
    </FormDialog>
  );
}

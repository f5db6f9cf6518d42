import { useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { type User, type UserChange, useUpdateUser } from "../api";
import { UserFields } from "./UserFields";

export function EditUserDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const t = useText();
  const update = useUpdateUser({ silent: true });
  return (
    <FormDialog
      key={user?.id}
      open={user !== null}
      onClose={onClose}
      title={t("organisation.users.edit_title", { name: user?.name ?? "" })}
      submit={t("organisation.users.edit_submit")}
      mutation={update}
      request={(words: UserChange) => ({ ...words, id: user?.id ?? "" })}
      onDone={() => toast.success(t("organisation.users.saved"))}
      initial={{ name: user?.name, role: user?.role, org_unit: user?.org_unit }}
    >
      <UserFields />
    </FormDialog>
  );
}

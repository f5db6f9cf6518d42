import { Skeleton } from "antd";
import { useText } from "@/i18n";
import { Chip, ErrorState, SideDrawer } from "@/ui";
import { useBuiltin } from "../api";
import { nameOfKind } from "../words";
import styles from "./rules.module.css";

/** Placeholders that are nobody's in every installation. */
export function BuiltinDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const builtin = useBuiltin(open);
  const kinds = [...new Set((builtin.data ?? []).map((one) => one.kind))];
  return (
    <SideDrawer
      open={open}
      onClose={onClose}
      width={480}
      title={t("identity.blocked.builtin")}
      purpose={t("identity.blocked.builtin_purpose")}
    >
      {builtin.isPending && <Skeleton active />}
      {builtin.isError && <ErrorState error={builtin.error} retry={() => builtin.refetch()} compact />}
      {kinds.map((kind) => (
        <section key={kind} className={styles.builtin}>
          <h3>{kind ? nameOfKind(kind) : t("identity.blocked.every_kind")}</h3>
          <div>
            {builtin.data
              ?.filter((one) => one.kind === kind)
              .map((one) => (
                <Chip key={one.value}>{one.value}</Chip>
              ))}
          </div>
        </section>
      ))}
    </SideDrawer>
  );
}

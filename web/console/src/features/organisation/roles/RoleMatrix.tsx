import { useText } from "@/i18n";
import { Chip, type Tone, useFormat } from "@/ui";
import type { Role } from "../api";
import { type Level, levelOf, MODULES } from "../permissions";
import styles from "./Roles.module.css";

const TONES: Record<Exclude<Level, "none">, Tone> = { read: "neutral", write: "brand", all: "brand" };

function LevelCell({ level }: { level: Level }) {
  const t = useText();
  if (level === "none") return <span className={styles.none}>—</span>;
  return <Chip tone={TONES[level]}>{t(`organisation.level.${level}`)}</Chip>;
}

/** Modules by roles; a role's heading opens its exact permissions. */
export function RoleMatrix({ roles, onOpen }: { roles: Role[]; onOpen: (role: Role) => void }) {
  const t = useText();
  const format = useFormat();
  return (
    <div className={styles.box}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col" className="muted">
              {t("organisation.roles.module")}
            </th>
            {roles.map((role) => (
              <th scope="col" key={role.key}>
                <button type="button" className={styles.role} onClick={() => onOpen(role)}>
                  {role.label}
                </button>
                <span className={styles.under}>
                  {t("organisation.roles.people", { count: format.number(role.people) })}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t("organisation.roles.scope")}</th>
            {roles.map((role) => (
              <td key={role.key}>{t(`organisation.scope.${role.scope}`)}</td>
            ))}
          </tr>
          {MODULES.map((module) => (
            <tr key={module}>
              <th scope="row">{t(`organisation.module.${module}`)}</th>
              {roles.map((role) => (
                <td key={role.key}>
                  <LevelCell level={levelOf(role.permissions, module)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

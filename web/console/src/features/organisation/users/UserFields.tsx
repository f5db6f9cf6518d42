import { Form, Input, Select, TreeSelect } from "antd";
import { useText } from "@/i18n";
import { useRoles, useUnits } from "../api";
import { treeOf } from "../units/tree";

/** Name, role and unit: the same in both dialogs. */
export function UserFields() {
  const t = useText();
  const roles = useRoles();
  const units = useUnits();
  return (
    <>
      <Form.Item
        name="name"
        label={t("organisation.users.name")}
        rules={[{ required: true, message: t("organisation.users.name_missing") }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="role"
        label={t("organisation.users.role")}
        rules={[{ required: true, message: t("organisation.users.role_missing") }]}
      >
        <Select
          loading={roles.isPending}
          options={(roles.data ?? []).map((role) => ({
            value: role.key,
            label: role.label,
            scope: role.scope,
          }))}
          optionRender={(option) => (
            <div className="row" style={{ justifyContent: "space-between" }}>
              {option.label}
              <span className="caption">{t(`organisation.scope.${option.data.scope}`)}</span>
            </div>
          )}
        />
      </Form.Item>
      <Form.Item
        name="org_unit"
        label={t("organisation.users.unit")}
        extra={t("organisation.users.unit_lesson")}
      >
        <TreeSelect treeData={treeOf(units.data ?? [])} treeDefaultExpandAll loading={units.isPending} />
      </Form.Item>
    </>
  );
}

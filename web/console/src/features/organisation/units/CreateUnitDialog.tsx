import { Form, Input, Select, TreeSelect } from "antd";
import { useText } from "@/i18n";
import { FormDialog, toast } from "@/ui";
import { type Unit, useCreateUnit, useUnits } from "../api";
import { treeOf } from "./tree";

const KINDS = ["brand", "region", "store", "team"] as const;

interface Words {
  name: string;
  kind: string;
  parent: string;
}

export function CreateUnitDialog({ parent, onClose }: { parent: Unit | null; onClose: () => void }) {
  const t = useText();
  const create = useCreateUnit();
  const units = useUnits();
  return (
    <FormDialog
      key={parent?.id}
      open={parent !== null}
      onClose={onClose}
      title={t("organisation.units.create")}
      submit={t("organisation.units.create_submit")}
      mutation={create}
      request={(words: Words) => words}
      onDone={(unit) => toast.success(t("organisation.units.created", { name: unit.name }))}
      initial={{ parent: parent?.id, kind: "region", name: "" }}
      width={440}
    >
      <Form.Item
        name="name"
        label={t("organisation.units.name")}
        rules={[{ required: true, message: t("organisation.units.name_missing") }]}
      >
        <Input maxLength={80} autoFocus />
      </Form.Item>
      <Form.Item name="kind" label={t("organisation.units.kind")}>
        <Select
          options={KINDS.map((kind) => ({ value: kind, label: t(`organisation.unit_kind.${kind}`) }))}
        />
      </Form.Item>
      <Form.Item name="parent" label={t("organisation.units.parent")} rules={[{ required: true }]}>
        <TreeSelect treeData={treeOf(units.data ?? [])} treeDefaultExpandAll />
      </Form.Item>
    </FormDialog>
  );
}

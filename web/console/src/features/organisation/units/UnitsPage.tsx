import { Button, Skeleton, Tree } from "antd";
import { Building2, Plus } from "lucide-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import { textOr, useText } from "@/i18n";
import { Card, Chip, EmptyState, ErrorState, IconButton, PageFrame } from "@/ui";
import { type Unit, useUnits } from "../api";
import { CreateUnitDialog } from "./CreateUnitDialog";
import { type TreeNode, treeOf } from "./tree";
import styles from "./Units.module.css";

const kindName = (kind: string) => textOr(`organisation.unit_kind.${kind}`, kind);

function UnitLine({ node, onAdd }: { node: TreeNode; onAdd?: (unit: Unit) => void }) {
  const t = useText();
  return (
    <span className={styles.line}>
      <span className={styles.name}>{node.title}</span>
      <Chip>{kindName(node.unit.kind)}</Chip>
      {node.children.length > 0 && (
        <span className="caption">{t("organisation.units.children", { count: node.children.length })}</span>
      )}
      {onAdd && (
        <span className={styles.add}>
          <IconButton
            label={t("organisation.units.add_below", { name: node.title })}
            icon={Plus}
            onClick={(event) => {
              event.stopPropagation();
              onAdd(node.unit);
            }}
          />
        </span>
      )}
    </span>
  );
}

/** The organisation tree: what a role's data scope is measured by. */
export default function UnitsPage() {
  const t = useText();
  const may = useCan()("organisation.write");
  const units = useUnits();
  const [parent, setParent] = useState<Unit | null>(null);
  const root = units.data?.find((unit) => unit.parent === null) ?? null;
  return (
    <PageFrame
      title={t("organisation.units.title")}
      purpose={t("organisation.units.purpose")}
      actions={
        may && (
          <Button type="primary" icon={<Plus size={16} />} disabled={!root} onClick={() => setParent(root)}>
            {t("organisation.units.create")}
          </Button>
        )
      }
    >
      <Card
        title={t("organisation.units.tree")}
        note={t("organisation.units.count", { count: units.data?.length ?? 0 })}
      >
        {units.isPending && <Skeleton active paragraph={{ rows: 5 }} title={false} />}
        {units.isError && <ErrorState error={units.error} retry={() => void units.refetch()} />}
        {units.data && (
          <Tree<TreeNode>
            className={styles.tree}
            blockNode
            defaultExpandAll
            selectable={false}
            treeData={treeOf(units.data)}
            titleRender={(node) => <UnitLine node={node} onAdd={may ? setParent : undefined} />}
          />
        )}
        {units.data?.length === 1 && (
          <EmptyState
            compact
            icon={Building2}
            title={t("organisation.units.only_company")}
            lesson={t("organisation.units.only_company_lesson")}
          />
        )}
      </Card>
      <CreateUnitDialog parent={parent} onClose={() => setParent(null)} />
    </PageFrame>
  );
}

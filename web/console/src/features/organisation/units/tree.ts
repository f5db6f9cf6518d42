import type { Unit } from "../api";

export interface TreeNode {
  key: string;
  value: string;
  title: string;
  unit: Unit;
  children: TreeNode[];
}

/** The flat list (parents before children) as a tree. */
export function treeOf(units: Unit[]): TreeNode[] {
  const nodes = new Map<string, TreeNode>();
  const roots: TreeNode[] = [];
  for (const unit of units) {
    const node: TreeNode = { key: unit.id, value: unit.id, title: unit.name, unit, children: [] };
    nodes.set(unit.id, node);
    const parent = unit.parent ? nodes.get(unit.parent) : undefined;
    if (parent) parent.children.push(node);
    else roots.push(node);
  }
  return roots;
}

import type { ExprNode } from '../functions/function';
import { expression } from '../sql/query';
import { selectedKeys } from './keys';
import { type Operator, type PlanNode, planNode } from './operator';
import { timed } from './time-attributes';

export interface ProjectNode extends PlanNode {
  readonly columns: Readonly<Record<string, ExprNode>>;
}

/** SELECT without aggregates. */
const project: Operator<ProjectNode> = {
  name: 'Project',
  sql(node, context) {
    const input = node.inputs[0] as PlanNode;
    const query = context.open(context.query(input), 'select');
    return {
      ...query,
      select: Object.entries(node.columns).map(([name, column]) => [name, expression(timed(column, input))] as const),
    };
  },
  fuse(node, loop) {
    for (const [name, column] of Object.entries(node.columns)) loop.bind(node.id, name, column);
  },
};

export function projectNode(input: PlanNode, columns: Readonly<Record<string, ExprNode>>): ProjectNode {
  const schema = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.type]));
  const upsertKeys = selectedKeys(input.upsertKeys ?? [], columns);
  return planNode(project, { inputs: [input], schema, mode: input.mode, upsertKeys, columns });
}

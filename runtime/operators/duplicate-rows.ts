import { characterLiteral } from '../sql/literals';
import { type Operator, type PlanNode, planNode } from './operator';
import { DUPLICATE_RECORD, recordsWhere, type SourceNode } from './source';

/** The rows of a source that repeat an earlier one's record id. */
const duplicateRows: Operator<PlanNode> = {
  name: 'DuplicateRows',
  sql: (node: PlanNode) =>
    recordsWhere(
      node.inputs[0] as SourceNode,
      Object.keys(node.schema),
      `\`_error\` = ${characterLiteral(DUPLICATE_RECORD)}`,
    ),
};

export const isDuplicateRows = (node: PlanNode): boolean => node.operator === duplicateRows;

export const duplicateRowsNode = (source: SourceNode): PlanNode =>
  planNode(duplicateRows, {
    inputs: [source],
    schema: source.schema,
    mode: 'append',
  });

import { characterLiteral } from '../sql/literals';
import { nextId, type Operator, type PlanNode } from './operator';
import { DUPLICATE_RECORD, recordsWhere, type SourceNode } from './source';

/** The rows of a source that repeat an earlier one's record id. */
const duplicateRows: Operator = {
  name: 'DuplicateRows',
  sql: (node: PlanNode) =>
    recordsWhere(
      node.inputs[0] as SourceNode,
      Object.keys(node.schema),
      `\`_error\` = ${characterLiteral(DUPLICATE_RECORD)}`,
    ),
};

export const isDuplicateRows = (node: PlanNode): boolean => node.operator === duplicateRows;

export const duplicateRowsNode = (source: SourceNode): PlanNode => ({
  operator: duplicateRows,
  id: nextId(),
  inputs: [source],
  schema: source.schema,
  mode: 'append',
});

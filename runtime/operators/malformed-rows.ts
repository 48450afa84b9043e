import { characterLiteral } from '../sql/literals';
import { string } from '../types/string';
import { type Operator, type PlanNode, planNode } from './operator';
import { DUPLICATE_RECORD, RECORD_COLUMNS, recordsWhere, type SourceNode } from './source';

/** The columns of a malformed record: why it is one, its bytes, and where it came from. */
export const MALFORMED_COLUMNS = { ...RECORD_COLUMNS, _error: string, _reason: string } as const;

/** The records of a source that could not be decoded. */
const malformedRows: Operator<PlanNode> = {
  name: 'MalformedRows',
  sql: (node: PlanNode) =>
    recordsWhere(
      node.inputs[0] as SourceNode,
      Object.keys(MALFORMED_COLUMNS),
      `\`_error\` <> ${characterLiteral(DUPLICATE_RECORD)}`,
    ),
};

export const isMalformedRows = (node: PlanNode): boolean => node.operator === malformedRows;

export const malformedRowsNode = (source: SourceNode): PlanNode =>
  planNode(malformedRows, {
    inputs: [source],
    schema: MALFORMED_COLUMNS,
    mode: 'append',
  });

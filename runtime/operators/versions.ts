import { Versions } from '../engine/joins/versions';
import { identifier } from '../sql/identifiers';
import { indent, render } from '../sql/query';
import { relationName } from './join';
import { type Operator, type PlanNode, planNode } from './operator';

export interface VersionsNode extends PlanNode {
  readonly keys: readonly string[];
  readonly column: string;
}

/** A versioned table: of each key, the row with the greatest time. As of an earlier time a temporal join finds an earlier one. */
const versions: Operator<VersionsNode> = {
  name: 'Deduplicate',
  explain: ({ keys }) => ({ does: `the last row per ${keys.join(', ')}`, state: 'per key: its last row' }),
  rows: (node, context) => new Versions(node, context),
  sql(node, context) {
    const [input] = node.inputs as [PlanNode];
    const name = relationName(input);
    const names = Object.keys(node.schema).map((column) => identifier(column));
    const view = context.view(node, `${name}_versions`, () => {
      const number = `ROW_NUMBER() OVER (PARTITION BY ${node.keys.map(identifier).join(', ')} ORDER BY ${identifier(node.column)} DESC)`;
      const rows = context.relation(input, `${name}_input`);
      const numbered = render({
        select: [...Object.keys(node.schema).map((c) => [c, identifier(c)] as const), [rowNumber(node), number]],
        from: rows,
      });
      return `SELECT\n${indent(names.join(',\n'))}\nFROM (\n${indent(numbered)}\n) AS ${identifier(name)}\nWHERE ${identifier(rowNumber(node))} = 1`;
    });
    return { from: view };
  },
};

function rowNumber({ schema }: PlanNode): string {
  let name = 'row_number';
  while (name in schema) name = `_${name}`;
  return name;
}

export const versionsNode = (input: PlanNode, keys: readonly string[], column: string): VersionsNode =>
  planNode(versions, { inputs: [input], schema: input.schema, mode: 'update', keys, column });

import type { ExprNode } from '../functions/function';
import { notLocal } from '../functions/function';
import type { TableFunctionDefinition } from '../functions/table-function';
import { localArguments } from '../functions/user-defined';
import { identifier } from '../sql/identifiers';
import { expression } from '../sql/query';
import { relationName } from './join';
import { type NodeOf, type Operator, type PlanNode, planNode } from './operator';

export interface LateralNode extends PlanNode {
  readonly fn: TableFunctionDefinition;
  readonly args: readonly ExprNode[];
  /** A row of which the function makes none comes once, with NULL in its columns. */
  readonly isLeft: boolean;
}

/** A row for each row that a table function makes of it. */
const lateral: Operator<LateralNode> = {
  name: 'Correlate',
  explain: ({ fn, isLeft }) => ({ does: `${isLeft ? 'left' : 'inner'}, each row of ${fn.name}` }),
  sql(node, context) {
    const [input] = node.inputs as [PlanNode];
    const name = relationName(input);
    const [rows, made] = [identifier(name), identifier(`${name}_${node.fn.name}`)];
    const aliases = new Map([[input.id, rows]]);
    const fields = Object.keys(node.fn.returns);
    const called = `${node.fn.sql}(${node.args.map((arg) => expression(arg, aliases)).join(', ')})`;
    return {
      select: [
        ...Object.keys(input.schema).map((column) => [column, `${rows}.${identifier(column)}`] as const),
        ...fields.map((column) => [column, `${made}.${identifier(column)}`] as const),
      ],
      from: [
        context.aliased(input, rows),
        `${node.isLeft ? 'LEFT' : 'CROSS'} JOIN LATERAL TABLE(${called}) AS ${made} (${fields.map(identifier).join(', ')})${node.isLeft ? ' ON TRUE' : ''}`,
      ].join('\n'),
    };
  },
  fuse(node, loop) {
    const { fn, args, isLeft } = node;
    if (fn.local === undefined) throw notLocal(fn.name);
    const given = localArguments(
      args.map((arg) => loop.local(loop.compile(arg))),
      args.map((arg) => arg.type),
    );
    loop.passThrough(node);
    const fields = Object.entries(node.schema).slice(-Object.keys(fn.returns).length);
    const none = isLeft ? `[[${fields.map(() => 'null').join(', ')}]]` : '[]';
    const row = loop.expand(`$.rows([${given.join(', ')}], ${fn.local}, ${none})`);
    fields.forEach(([name, type], j) => {
      if (type.spec.storage === 'dict' && type.kind !== 'STRING')
        throw notLocal(`a column of ${type.kind} that ${fn.name} makes`);
      const value = `${row}[${j}]`;
      loop.bindCode(node.id, name, { value, isNull: type.isNullable ? `(${value} === null)` : 'false' }, type);
    });
  },
};

export const lateralNode = (rest: NodeOf<LateralNode>): LateralNode => planNode(lateral, rest);

import { nullable } from '../functions/called';
import { codecOf } from '../functions/support/codecs';
import { identifier } from '../sql/identifiers';
import { indent, render } from '../sql/query';
import { familyOf } from '../types/kinds';
import type { AnyType, Schema } from '../types/type';
import { relationName } from './join';
import { type NodeOf, type Operator, type PlanNode, planNode } from './operator';

export interface UnnestNode extends PlanNode {
  readonly column: string;
  /** The columns of an element, in their order. */
  readonly elements: readonly string[];
  /** A row without elements comes once, with NULL in their place. */
  readonly isLeft: boolean;
}

/** A row for each element of an ARRAY or entry of a MAP. */
const unnest: Operator<UnnestNode> = {
  name: 'Correlate',
  explain: ({ column, isLeft }) => ({ does: `${isLeft ? 'left' : 'inner'}, each element of ${column}` }),
  sql(node, context) {
    const [input] = node.inputs as [PlanNode];
    const name = relationName(input);
    const [rows, elements] = [identifier(name), identifier(name === node.column ? `${name}_elements` : node.column)];
    const columns = Object.keys(input.schema);
    const collection = node.isLeft ? nullableElements(input.schema[node.column] as AnyType) : undefined;
    const given = unusedName(input);
    // Flink 1.20's planner fails on a LEFT JOIN whose elements are NOT NULL.
    const query = collection && {
      ...context.open(context.query(input), 'select'),
      select: [
        ...columns.map((column) => [column, identifier(column)] as const),
        [given, `CAST(${identifier(node.column)} AS ${collection})`] as const,
      ],
    };
    const left = query ? `(\n${indent(render(query))}\n) AS ${rows}` : context.aliased(input, rows);
    const unnested = `UNNEST(${rows}.${identifier(query ? given : node.column)}) AS ${elements}`;
    const names = node.elements.map(identifier).join(', ');
    return {
      select: [
        ...columns.map((column) => [column, `${rows}.${identifier(column)}`] as const),
        ...node.elements.map((column) => [column, `${elements}.${identifier(column)}`] as const),
      ],
      from: `${left}\n${node.isLeft ? 'LEFT' : 'CROSS'} JOIN ${unnested} (${names})${node.isLeft ? ' ON TRUE' : ''}`,
    };
  },
  fuse(node, loop) {
    const [input] = node.inputs as [PlanNode];
    const type = input.schema[node.column] as AnyType;
    const { element, key, value } = type.spec.parts ?? {};
    const list = loop.local(loop.compile({ op: 'column', table: input.id, name: node.column, type }));
    loop.passThrough(node);
    const none = node.isLeft ? `[[${node.elements.map(() => 'null').join(', ')}]]` : '[]';
    const isRows = element?.spec.parts?.fields !== undefined;
    const rows =
      key && value
        ? `$.unnestedMap(${codecOf(key)}, ${codecOf(value)}, ${list.value}, ${familyOf(key.kind) !== 'integer'}, ${none})`
        : `$.${isRows ? 'unnestedRows' : 'unnested'}(${codecOf(element as AnyType)}, ${list.value}, ${none})`;
    const row = loop.expand(list.isNull === 'false' ? rows : `(${list.isNull} ? ${none} : ${rows})`);
    node.elements.forEach((name, i) => {
      const of = node.schema[name] as AnyType;
      loop.bindCode(node.id, name, nullable(`${row}[${i}]`, of), of);
    });
  },
};

/** The type of a collection with nullable elements; absent where they are that. */
function nullableElements({ spec }: AnyType): string | undefined {
  const { element, key, value } = (spec.parts ?? {}) as { element?: AnyType; key?: AnyType; value?: AnyType };
  if (key && value) return `MAP<${key.spec.sql}, ${value.spec.sql}>`;
  const { fields } = (element?.spec.parts ?? {}) as { fields?: Schema };
  if (!fields) return element?.isNullable ? undefined : `ARRAY<${element?.spec.sql}>`;
  const row = Object.entries(fields).map(([name, type]) => `${identifier(name)} ${type.spec.sql}`);
  return `ARRAY<ROW<${row.join(', ')}>>`;
}

function unusedName({ schema }: PlanNode): string {
  let name = '_elements';
  while (name in schema) name = `_${name}`;
  return name;
}

export const unnestNode = (rest: NodeOf<UnnestNode> & { readonly schema: Schema }): UnnestNode =>
  planNode(unnest, rest);

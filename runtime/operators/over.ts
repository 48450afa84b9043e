import { overRows } from '../engine/over/over';
import type { ExprNode } from '../functions/function';
import { identifier } from '../sql/identifiers';
import { intervalLiteral } from '../sql/literals';
import { expression } from '../sql/query';
import { Duration } from '../time';
import { withNullability } from '../types/type';
import { type Explained, type Operator, type PlanNode, planNode } from './operator';
import { sourceOf } from './source';
import { timed } from './time-attributes';

/** The rows before a row that its aggregates are over, beside itself; absent for functions that take no frame. */
export type Frame = { readonly rows: number | 'unbounded' } | { readonly range: Duration | 'unbounded' };

export interface OverNode extends PlanNode {
  readonly partitionBy: readonly string[];
  /** The time attribute. */
  readonly time: string;
  readonly frame?: Frame | undefined;
  readonly added: Readonly<Record<string, ExprNode>>;
}

const WINDOW = identifier('w');

/**
 * OVER aggregates of one window, which has a name: Flink takes no two different ones in a SELECT.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/over-agg/
 */
const over: Operator<OverNode> = {
  name: 'OverAggregate',
  rows: overRows,
  sql(node, context) {
    const input = node.inputs[0] as PlanNode;
    const clauses = [
      ...(node.partitionBy.length > 0 ? [`PARTITION BY ${node.partitionBy.map(identifier).join(', ')}`] : []),
      `ORDER BY ${identifier(node.time)}`,
      ...(node.frame ? [frameText(node.frame)] : []),
    ];
    const relation = context.relation(input, `${sourceOf(node).table}_input`);
    return {
      select: [
        ...Object.keys(input.schema).map((name) => [name, identifier(name)] as const),
        ...Object.entries(node.added).map(
          ([name, added]) => [name, expression(timed(added, input), undefined, ` OVER ${WINDOW}`)] as const,
        ),
      ],
      from: `${relation}\nWINDOW ${WINDOW} AS (${clauses.join(' ')})`,
    };
  },
  explain: ({ partitionBy, frame }): Explained => {
    const bounded = frame && !Object.values(frame).includes('unbounded');
    return {
      does: `${frame ? frameText(frame) : 'all rows before'}${partitionBy.length > 0 ? `, per ${partitionBy.join(', ')}` : ''}`,
      state: `per key: the aggregates, rows that the watermark has not passed${bounded ? ', and the rows of the frame' : ''}`,
    };
  },
};

function frameText(frame: Frame): string {
  const [kind, length] = 'rows' in frame ? (['ROWS', frame.rows] as const) : (['RANGE', frame.range] as const);
  const from = length === 'unbounded' ? 'UNBOUNDED' : length instanceof Duration ? intervalLiteral(length.ms) : length;
  return `${kind} BETWEEN ${from} PRECEDING AND CURRENT ROW`;
}

export function overNode(input: PlanNode, rest: Pick<OverNode, 'partitionBy' | 'time' | 'frame' | 'added'>): OverNode {
  const added = Object.entries(rest.added).map(([name, { type }]) => [name, type] as const);
  // Behind it Flink no longer knows the bounds of a window.
  const kept = Object.entries(input.schema).map(([name, type]) => {
    const isBound = type.role === 'window_start' || type.role === 'window_end';
    return [name, isBound ? withNullability(type, type.isNullable) : type] as const;
  });
  return planNode(over, { ...rest, inputs: [input], schema: Object.fromEntries([...kept, ...added]), mode: 'append' });
}

import { rankRows } from '../engine/rank/strategy';
import { identifier } from '../sql/identifiers';
import { indent, render } from '../sql/query';
import { bigint } from '../types/bigint';
import { keysWithin } from './keys';
import { type ChangelogMode, type Operator, type PlanNode, planNode } from './operator';

/** A column to sort by: Flink puts NULLs first when ascending and last when descending. */
export interface SortKey {
  readonly column: string;
  readonly direction: 'ASC' | 'DESC';
}

/** The first rows of each partition. */
export interface RankNode extends PlanNode {
  readonly limit: number;
  readonly partitionBy: readonly string[];
  readonly orderBy: readonly SortKey[];
  /** The column of the row's place, from 1 on; absent where nobody asks for it. */
  readonly rank?: string;
}

/** `ORDER BY` without the words. */
export const sortKeys = (orderBy: readonly SortKey[]): string[] =>
  orderBy.map(({ column, direction }) => `${identifier(column)} ${direction}`);

/**
 * ROW_NUMBER() with its filter, which the planner knows as a pattern: without the filter the row number is an OVER
 * aggregate. A rank that is not selected is not computed, so that a row that moves up is not sent again.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/topn/
 */
const rank: Operator<RankNode> = {
  name: 'Rank',
  rows: rankRows,
  explain({ limit, partitionBy, orderBy, mode, inputs: [input] }) {
    const by = partitionBy.length > 0 ? ` of each ${partitionBy.join(', ')}` : '';
    const order = orderBy.map(({ column, direction }) => `${column} ${direction}`).join(', ');
    // One that is taken back makes room for the next, which must be known then.
    const rows = input?.mode === 'update' ? 'every row' : limit === 1 ? 'the first row' : `the first ${limit} rows`;
    const isWindowed = mode === 'append' && partitionBy.some((name) => input?.schema[name]?.role === 'window_end');
    return {
      does: `first ${limit}${by} by ${order}`,
      state: `${partitionBy.length > 0 ? `per ${partitionBy.join(', ')}: ` : ''}${rows}`,
      ...(isWindowed && { freed: 'when the watermark passes window_end' }),
    };
  },
  sql(node, context) {
    const input = node.inputs[0] as PlanNode;
    const columns = Object.keys(input.schema).map((name) => [name, identifier(name)] as const);
    const place = node.rank ?? unusedName(input);
    const clauses = [
      ...(node.partitionBy.length > 0 ? [`PARTITION BY ${node.partitionBy.map(identifier).join(', ')}`] : []),
      `ORDER BY ${sortKeys(node.orderBy).join(', ')}`,
    ];
    const ranked = render({
      ...context.open(context.query(input), 'select'),
      select: [...columns, [place, `ROW_NUMBER() OVER (${clauses.join(' ')})`]],
    });
    return {
      select: node.rank === undefined ? columns : [...columns, [place, identifier(place)]],
      from: `(\n${indent(ranked)}\n) AS \`t\``,
      where: [`${identifier(place)} <= ${node.limit}`],
    };
  },
};

function unusedName({ schema }: PlanNode): string {
  let name = 'row_num';
  for (let i = 2; name in schema; i++) name = `row_num_${i}`;
  return name;
}

export function rankNode(
  input: PlanNode,
  mode: ChangelogMode,
  { rank: column, ...ranking }: Pick<RankNode, 'limit' | 'partitionBy' | 'orderBy' | 'rank'>,
): RankNode {
  const { limit, partitionBy } = ranking;
  const kept = keysWithin(input.upsertKeys ?? [], partitionBy);
  const place = column === undefined ? [] : [[...partitionBy, column]];
  return planNode(rank, {
    ...ranking,
    inputs: [input],
    schema: column === undefined ? input.schema : { ...input.schema, [column]: bigint },
    mode,
    upsertKeys: limit === 1 ? [partitionBy] : [...place, ...kept],
    ...(column !== undefined && { rank: column }),
  });
}

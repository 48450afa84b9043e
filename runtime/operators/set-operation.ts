import { placesOf, SetOperation } from '../engine/joins/sets';
import { identifier } from '../sql/identifiers';
import { indent, render, type SqlContext } from '../sql/query';
import type { Schema } from '../types/type';
import { relationName } from './join';
import { type ChangelogMode, type Explained, type Operator, type PlanNode, planNode } from './operator';
import { plainTime } from './time-attributes';

export type SetOperator = 'UNION ALL' | 'UNION' | 'INTERSECT' | 'INTERSECT ALL' | 'EXCEPT' | 'EXCEPT ALL';

export interface SetOperationNode extends PlanNode {
  readonly operation: SetOperator;
}

/** Two relations with the columns of the first, by name: SQL takes them by their places. */
const setOperation: Operator<SetOperationNode> = {
  name: 'SetOp',
  sql(node, context) {
    const [left, right] = node.inputs as [PlanNode, PlanNode];
    const rows = `${columnsOf(left, node.schema, context)}\n${node.operation}\n${columnsOf(right, node.schema, context)}`;
    return { from: `(\n${indent(rows)}\n) AS ${identifier(relationName(left))}` };
  },
  rows(node, context) {
    const { operation } = node;
    if (operation !== 'UNION ALL') return new SetOperation({ ...node, operation }, context);
    const places = placesOf(node.inputs, node.schema);
    return {
      state: undefined,
      onRow: (row, kind, input) =>
        context.emit(
          (places[input] as readonly number[]).map((place) => row[place]),
          kind,
        ),
    };
  },
  explain({ operation }): Explained {
    if (operation === 'UNION ALL') return { does: operation };
    return { does: operation, state: operation === 'UNION' ? 'per row: that it was there' : 'every row of both sides' };
  },
};

/** A SELECT of the columns in their order. Flink's planner refuses a column that is a time attribute on one side only. */
function columnsOf(input: PlanNode, schema: Schema, context: SqlContext): string {
  const query = context.open(context.query(input), 'select');
  const select = Object.entries(schema).map(
    ([name, type]) => [name, plainTime(identifier(name), input, name, type)] as const,
  );
  return render({ ...query, select });
}

export const setOperationNode = (
  inputs: readonly [PlanNode, PlanNode],
  operation: SetOperator,
  schema: Schema,
  mode: ChangelogMode,
): SetOperationNode =>
  planNode(setOperation, {
    ...{ inputs, operation, schema, mode },
    // Where equal rows become one, a row is known by all its columns.
    ...(mode === 'update' && !operation.endsWith('ALL') && { upsertKeys: [Object.keys(schema)] }),
  });

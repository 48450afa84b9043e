/** GROUP BY over all time: each row that comes may change its group's result, which is then sent again. */

import { lacks } from '../functions/aggregate/grouping';
import { boundAggregate } from '../functions/bound-aggregate';
import { type AggregateNode, type ExprNode, notLocal } from '../functions/function';
import type { PlanNode } from '../operators/operator';
import { withNullability } from '../types/type';
import { DELETE, INSERT, type RowKind, takesBack, UPDATE_AFTER, UPDATE_BEFORE } from './changes';
import { changesWithin, isMonotone } from './monotonicity';
import { reduced } from './reduced';
import { type Accumulator, aggregatesOf, aggregator, evaluator, keyOf, predicate, type Row, results } from './row-code';
import type { RowContext, RowOperator } from './row-operator';

/** What groups are made of, and what is selected of them. */
export interface Groups {
  readonly keys: readonly string[];
  readonly sets?: readonly (readonly string[])[] | undefined;
  readonly columns: Readonly<Record<string, ExprNode>>;
  readonly having?: ExprNode | undefined;
}

interface Group {
  /** Values of the keys, and what GROUPING says of the group's set. */
  readonly keys: Row;
  accumulator: Accumulator;
  /** Where rows may be taken back, how many are left. */
  rows: number;
  /** When it was written last, in processing time. */
  written: number;
}

/** @throws MillraceError NOT_LOCAL */
export function groupAggregation(input: PlanNode, groups: Groups, context: RowContext): RowOperator {
  const { keys } = groups;
  const sets = ordered(groups);
  const select = reduced(groups, keys.length === 0);
  const found = aggregatesOf([...Object.values(select.columns), ...(select.having ? [select.having] : [])]);
  const sayings = found.filter((node) => lacks(node, []) !== undefined);
  const nodes = found.filter((node) => !sayings.includes(node));
  const retracts = input.mode === 'update';
  const scopes = [{ id: input.id, schema: input.schema }];
  const changes = retracts ? changesWithin(input, keys, groups.sets) : undefined;
  const retraction = { retracts, isMonotone: (node: AggregateNode) => isMonotone(node, changes) };
  const work = aggregator(nodes, scopes, retraction);
  const valuesOf = results(nodes, nodes, scopes, retraction);
  const { project, isKept } = output(input, select, sayings, nodes);
  const perSet = sets.map((set) => {
    const places = keys.map((key) => (set.includes(key) ? Object.keys(input.schema).indexOf(key) : -1));
    const said = sayings.map((node) => lacks(node, set));
    return {
      keyOf: keyOf(set, input.schema),
      keys: (row: Row): Row => [...places.map((place) => (place < 0 ? null : row[place])), ...said],
    };
  });
  const { stateTtl } = context;
  for (const node of stateTtl === undefined ? [] : nodes) {
    const { keepsEach } = boundAggregate(node, retraction);
    const name = node.distinct ? `${node.fn.name}(DISTINCT …)` : node.fn.name;
    if (keepsEach) throw notLocal(`${name} with a stateTtl`, 'Flink gives up its values one by one');
  }

  const emit = (kind: RowKind, group: Group, values: readonly unknown[]): void => {
    const row = [...group.keys, ...values];
    if (isKept(row)) context.emit(project(row), kind);
  };

  const operator: RowOperator & { state: Map<unknown, Group>[] } = {
    state: sets.map(() => new Map()),
    onRow(row, kind) {
      perSet.forEach((set, i) => {
        change(operator.state[i] as Map<unknown, Group>, set.keyOf(row), () => set.keys(row), row, kind);
      });
    },
    onClock(now) {
      if (stateTtl === undefined) return;
      // Those that were written last are at the end.
      for (const known of operator.state)
        for (const [key, group] of known) {
          if (!isGone(group, now)) break;
          known.delete(key);
        }
    },
  };

  const isGone = ({ written }: Group, now: number): boolean => stateTtl !== undefined && written + stateTtl <= now;

  function change(known: Map<unknown, Group>, key: unknown, keysOf: () => Row, row: Row, kind: RowKind): void {
    let group = known.get(key);
    if (group && isGone(group, context.now)) group = undefined;
    const isFirst = group === undefined;
    if (!group) {
      // Of a group that was given up or never was there nothing is taken back.
      if (takesBack(kind)) return;
      group = { keys: keysOf(), accumulator: work.create(), rows: 0, written: 0 };
      known.set(key, group);
    }
    const before = valuesOf(group.accumulator);
    if (takesBack(kind)) {
      work.retract(group.accumulator, row);
      group.rows--;
    } else {
      work.accumulate(group.accumulator, row);
      group.rows++;
    }
    if (retracts && group.rows === 0) {
      known.delete(key);
      if (!isFirst) emit(DELETE, group, before);
      return;
    }
    if (stateTtl !== undefined) {
      group.written = context.now;
      known.delete(key);
      known.set(key, group);
    }
    const after = valuesOf(group.accumulator);
    if (isFirst) emit(INSERT, group, after);
    // With a state TTL it is sent again as it is, so that what comes behind does not give it up.
    else if (stateTtl !== undefined || before.some((value, i) => value !== after[i])) {
      emit(UPDATE_BEFORE, group, before);
      emit(UPDATE_AFTER, group, after);
    }
  }

  return operator;
}

/**
 * A row is counted in the groups of all sets one after the other: in Flink's order those that hold others come before
 * them, and otherwise those of earlier keys, with the keys of every set before the others.
 */
function ordered({ keys, sets = [keys] }: Groups): (readonly string[])[] {
  const isCommon = (key: string): boolean => sets.every((set) => set.includes(key));
  const places = [...keys.filter(isCommon), ...keys.filter((key) => !isCommon(key))];
  const bits = (set: readonly string[]): number => set.reduce((sum, key) => sum + 2 ** places.indexOf(key), 0);
  const holds = (a: readonly string[], b: readonly string[]): boolean => b.every((key) => a.includes(key));
  return [...sets].sort((a, b) => (holds(a, b) ? (holds(b, a) ? 0 : -1) : holds(b, a) ? 1 : bits(a) - bits(b)));
}

/** Rows of groups: the keys, what GROUPING says, and the aggregates' values, of which columns and HAVING are made. */
function output(
  { id, schema }: PlanNode,
  { keys, sets = [keys], columns, having }: Groups,
  sayings: readonly ExprNode[],
  nodes: readonly ExprNode[],
): { project(row: Row): Row; isKept(row: Row): boolean } {
  const isLacked = (key: string): boolean => sets.some((set) => !set.includes(key));
  // No name of a column begins so.
  const results = [...sayings, ...nodes].map((node, i) => [node, `\0${i}`] as const);
  const places = new Map<ExprNode, string>(results);
  const grouped = {
    ...Object.fromEntries(
      keys.map((key) => {
        const type = schema[key];
        if (!type) throw new TypeError(`there is no column ${key}`);
        return [key, withNullability(type, type.isNullable || isLacked(key))];
      }),
    ),
    // An aggregate may be NULL whatever its type says.
    ...Object.fromEntries(results.map(([node, name]) => [name, withNullability(node.type, true)])),
  };
  const over = (node: ExprNode): ExprNode => {
    const name = places.get(node);
    if (name !== undefined) return { op: 'column', table: id, name, type: node.type };
    return node.op === 'call' ? { ...node, args: node.args.map(over) } : node;
  };
  const scopes = [{ id, schema: grouped }];
  return {
    project: evaluator(Object.values(columns).map(over), scopes),
    isKept: having ? predicate(over(having), scopes) : () => true,
  };
}

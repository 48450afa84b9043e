/** What all OVER aggregates share: their aggregates, and rows that wait for the watermark. */
import type { AggregateNode, ExprNode } from '../../functions/function';
import type { PlanNode } from '../../operators/operator';
import type { OverNode } from '../../operators/over';
import { type Accumulator, aggregatesOf, aggregator, keyOf, type Row, results } from '../row-code';
import type { RowContext } from '../row-operator';
import { addTimer, dueTimers, type Timer } from '../timers';

export interface OverWork {
  readonly partOf: (row: Row) => unknown;
  readonly timeOf: (row: Row) => number;
  create(): Accumulator;
  accumulate(accumulator: Accumulator, row: Row): void;
  retract(accumulator: Accumulator, row: Row): void;
  /** Sends a row with what the aggregates are now. */
  send(accumulator: Accumulator, row: Row): void;
}

/** @param retracts whether rows leave the frame */
export function overWork(node: OverNode, { emit }: RowContext, retracts: boolean): OverWork {
  const [input] = node.inputs as [PlanNode];
  const added = Object.values(node.added).map((expr) => summing(expr));
  const nodes = aggregatesOf(added);
  const scopes = [{ id: input.id, schema: input.schema }];
  const { create, accumulate, retract } = aggregator(nodes, scopes, { retracts });
  const valuesOf = results(added, nodes, scopes, { retracts });
  const time = Object.keys(input.schema).indexOf(node.time);
  return {
    partOf: keyOf(node.partitionBy, input.schema),
    timeOf: (row) => row[time] as number,
    ...{ create, accumulate, retract },
    send: (accumulator, row) => emit([...row, ...valuesOf(accumulator, row)]),
  };
}

/** An expression as Flink computes it here: sums start from 0.0. */
function summing(expr: ExprNode): ExprNode {
  if (expr.op === 'call') return { ...expr, args: expr.args.map((arg) => summing(arg)) };
  if (expr.op !== 'aggregate') return expr;
  return expr.fn.name === 'SUM' && expr.type.spec.storage === 'f64' ? fromZero(expr) : expr;
}

/** So that the sum of −0.0 alone is 0.0. */
function fromZero(node: AggregateNode): AggregateNode {
  const plus = <L extends NonNullable<AggregateNode['fn']['local']>>(local: L): L => ({
    ...local,
    value(slots, types) {
      const { value, isNull } = local.value(slots, types);
      return { value: `(${value} + 0)`, isNull };
    },
  });
  const { local } = node.fn;
  if (!local) return node;
  const { retracting } = local;
  return {
    ...node,
    fn: { ...node.fn, local: { ...plus(local), ...(retracting && { retracting: plus(retracting) }) } },
  };
}

export interface PartTimer<P> extends Timer {
  readonly part: P;
}

/** What a part keeps of its timers: Flink sets one only once. */
export interface Timed {
  readonly times: Set<number>;
}

export function setTimer<P extends Timed>(timers: PartTimer<P>[], part: P, time: number): void {
  if (part.times.has(time)) return;
  part.times.add(time);
  addTimer(timers, { time, place: 0, part });
}

export function* dueParts<P extends Timed>(timers: PartTimer<P>[], watermark: number): Generator<PartTimer<P>> {
  for (const timer of dueTimers(timers, watermark)) {
    timer.part.times.delete(timer.time);
    yield timer;
  }
}

/** Keeps a row with those of its time. */
export function keep(rows: Map<number, Row[]>, time: number, row: Row): boolean {
  const known = rows.get(time);
  if (known) known.push(row);
  else rows.set(time, [row]);
  return known === undefined;
}

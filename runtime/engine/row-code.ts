/** Functions made of expressions, for operators that keep rows: a row is an array of its columns' values, null for NULL. */
import { type BoundAggregate, boundAggregate, type Retraction } from '../functions/bound-aggregate';
import { type AggregateNode, type Code, type ExprNode, NOTHING, written } from '../functions/function';
import type { Schema } from '../types/type';
import { Emitter } from './emitter';
import { support } from './support';

/** Values in the engine's forms, in the order of a schema; null for NULL. */
export type Row = readonly unknown[];

/** What an expression's columns are of: a relation, or one side of a join, by its id. */
export interface Scope {
  readonly id: number;
  readonly schema: Schema;
}

/** What an aggregate keeps: one value per slot of each. */
export type Accumulator = unknown[];

export interface Aggregator {
  create(): Accumulator;
  accumulate(accumulator: Accumulator, ...rows: readonly Row[]): void;
  /** Takes a row back that was accumulated. Only of an aggregator that retracts. */
  retract(accumulator: Accumulator, ...rows: readonly Row[]): void;
  merge(into: Accumulator, from: Accumulator): void;
}

/** The values of expressions over a row of each scope. @throws MillraceError NOT_LOCAL */
export function evaluator(
  exprs: readonly ExprNode[],
  scopes: readonly Scope[],
): (...rows: readonly Row[]) => unknown[] {
  const code = new RowCode(scopes);
  const values = exprs.map((expr) => code.nullable(expr));
  return code.made(scopes, `return [${values.join(', ')}];`);
}

/** Whether an expression is TRUE, not FALSE nor NULL, of a row of each scope. @throws MillraceError NOT_LOCAL */
export function predicate(expr: ExprNode, scopes: readonly Scope[]): (...rows: readonly Row[]) => boolean {
  const code = new RowCode(scopes);
  const { value, isNull } = code.compile(expr);
  return code.made(scopes, `return ${isNull === 'false' ? '' : `!(${isNull}) && `}${value};`);
}

/**
 * How aggregates are computed over rows. Their results are columns of `results`.
 * @throws MillraceError NOT_LOCAL
 */
export function aggregator(
  nodes: readonly AggregateNode[],
  scopes: readonly Scope[],
  options: Retraction = {},
): Aggregator {
  const all = placed(nodes, options);
  const rows = scopes.map((_, i) => `r${i}`).join(', ');
  // Each aggregate has a block of its own, whose names end with it.
  const each = (statements: (one: Placed, inputs: readonly Code[]) => string): string[] =>
    all.map((one) => {
      const code = new RowCode(scopes);
      const inputs = one.aggregate.inputs.map((input) => code.local(code.compile(input)));
      return `{ ${[...code.taken(), statements(one, inputs)].join('\n')} }`;
    });
  const make = (parameters: string, body: readonly string[]) =>
    new Function('$', ['"use strict";', `return function (${parameters}) {`, ...body, '}'].join('\n'))(support);
  const inits = all.flatMap(({ aggregate }) => aggregate.slots.map(({ init }) => init));
  return {
    create: make('', [`return [${inits.join(', ')}];`]),
    accumulate: make(
      `a, ${rows}`,
      each(({ aggregate, slots }, inputs) => aggregate.accumulate(slots('a'), inputs)),
    ),
    retract: make(
      `a, ${rows}`,
      options.retracts
        ? each(({ aggregate, slots }, inputs) => aggregate.retract(slots('a'), inputs))
        : ["throw new TypeError('this aggregator does not retract');"],
    ),
    merge: make(
      'a, b',
      all.map(({ aggregate, slots }) => `{ ${aggregate.merge(slots('a'), slots('b'))} }`),
    ),
  };
}

/** The values of expressions over aggregates' results, given as their accumulator, and a row of each scope. */
export function results(
  exprs: readonly ExprNode[],
  nodes: readonly AggregateNode[],
  scopes: readonly Scope[],
  options: Retraction = {},
): (accumulator: Accumulator, ...rows: readonly Row[]) => unknown[] {
  const all = placed(nodes, options);
  const code = new RowCode(scopes, (node) => {
    const one = all.find((placed) => placed.node === node) as Placed;
    return one.aggregate.value(one.slots('a'));
  });
  const values = exprs.map((expr) => code.nullable(expr));
  return code.made(scopes, `return [${values.join(', ')}];`, 'a, ');
}

/** The aggregates of expressions, each once. */
export function aggregatesOf(exprs: readonly ExprNode[]): AggregateNode[] {
  const found = new Set<AggregateNode>();
  const collect = (node: ExprNode): void => {
    if (node.op === 'aggregate') found.add(node);
    else if (node.op === 'call') node.args.forEach(collect);
  };
  exprs.forEach(collect);
  return [...found];
}

/**
 * What tells rows apart by some of their columns, as a key of a Map. As Flink groups: NULL is a key, NaN is one, 0.0 and
 * −0.0 are two.
 */
export function keyOf(columns: readonly string[], schema: Schema): (row: Row) => unknown {
  const names = Object.keys(schema);
  const places = columns.map((name) => names.indexOf(name));
  const [only] = places;
  if (only === undefined) return () => '';
  const plain = (value: unknown) => (Object.is(value, -0) ? '-0' : value);
  if (places.length === 1) return (row) => plain(row[only]);
  // Texts with their lengths, so that no two keys look alike.
  const part = (value: unknown) => (typeof value === 'string' ? `${value.length}:${value}` : String(plain(value)));
  return (row) => {
    let key = '';
    for (const place of places) key += `${part(row[place])},`;
    return key;
  };
}

interface Placed {
  readonly node: AggregateNode;
  readonly aggregate: BoundAggregate;
  /** Code of its slots in an accumulator. */
  slots(accumulator: string): string[];
}

/** Where the slots of each aggregate are in an accumulator. */
function placed(nodes: readonly AggregateNode[], options: Retraction): Placed[] {
  let next = 0;
  return nodes.map((node) => {
    const aggregate = boundAggregate(node, options);
    const first = next;
    next += aggregate.slots.length;
    return {
      ...{ node, aggregate },
      slots: (accumulator) => aggregate.slots.map((_, i) => `${accumulator}[${first + i}]`),
    };
  });
}

class RowCode extends Emitter {
  constructor(
    private readonly scopes: readonly Scope[],
    private readonly resultOf?: (node: AggregateNode) => Code,
  ) {
    super();
  }

  /** Code of a value or null. */
  nullable(expr: ExprNode): string {
    const { value, isNull } = this.local(written(this.compile(expr), expr.type));
    return isNull === 'false' ? value : `${isNull} ? null : ${value}`;
  }

  /** The statements so far, which are then forgotten. */
  taken(): string[] {
    return this.body.splice(0);
  }

  made<F>(scopes: readonly Scope[], end: string, before = ''): F {
    const rows = scopes.map((_, i) => `r${i}`).join(', ');
    const code = ['"use strict";', `return function (${before}${rows}) {`, ...this.body, end, '}'].join('\n');
    return new Function('$', code)(support) as F;
  }

  protected column({ table, name, type }: ExprNode & { op: 'column' }): Code {
    const scope = this.scopes.findIndex(({ id }) => id === table);
    const { schema } = this.scopes[scope] ?? {};
    const place = Object.keys(schema ?? {}).indexOf(name);
    if (place < 0) throw new TypeError(`column ${name} is not bound`);
    const cell = `r${scope}[${place}]`;
    if (!type.isNullable && !schema?.[name]?.isNullable) return { value: cell, isNull: 'false' };
    return { value: `(${cell} ?? ${NOTHING[type.spec.storage] ?? '0'})`, isNull: `(${cell} === null)` };
  }

  protected override aggregate(node: AggregateNode): Code {
    return this.resultOf ? this.local(this.resultOf(node)) : super.aggregate(node);
  }
}

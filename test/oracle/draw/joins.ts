/** Operators of two tables. */
import type { PlanNode } from '../../../runtime/operators/operator';
import { isTimeAttribute } from '../../../runtime/operators/time-attributes';
import { familyOf } from '../../../runtime/types/kinds';
import type { AnyType } from '../../../runtime/types/type';
import { fields, get, js, lambda, list, on, ref, type Term } from '../term';
import type { Drawing, Relation } from './drawing';
import { callback, fresh, keysOf, type OperatorDraw, strings, table, timesOf, windowed } from './parts';
import { duration } from './sources';

const JOINABLE = ['character', 'boolean', 'integer', 'decimal', 'date', 'timestamp', 'timestamp_ltz'];

type Takes = (of: Relation, name: string) => boolean;
const kindIsJoinable: Takes = ({ node }, name) => JOINABLE.includes(familyOf(node.schema[name]?.kind as string));
/** Of two time attributes that are equal Flink makes an interval join, whatever was asked for. */
const isJoinable: Takes = (of, name) =>
  kindIsJoinable(of, name) && of.node.schema[name]?.role === undefined && !isTimeAttribute(of.node, name);

/** Columns of one type in both tables. */
function alike(left: Relation, right: Relation, takes: Takes): [string, string][] {
  const columns = Object.keys(right.node.schema).filter((name) => takes(right, name));
  const isSame = (a: string, b: string): boolean =>
    left.node.schema[a]?.spec.sql === right.node.schema[b]?.spec.sql &&
    isTimeAttribute(left.node, a) === isTimeAttribute(right.node, b);
  return Object.keys(left.node.schema)
    .filter((name) => takes(left, name))
    .flatMap((a) => columns.filter((b) => isSame(a, b)).map((b): [string, string] => [a, b]));
}

/** `on`: names of columns that both have, or a condition, at times with more than an equality. */
function onTerm(d: Drawing, left: Relation, right: Relation, required?: string): Term | undefined {
  const { draw } = d;
  const pairs = alike(left, right, isJoinable);
  const named = pairs.filter(([a, b]) => a === b && !left.node.schema[a]?.role && !right.node.schema[b]?.role);
  const keyed = pairs.find(([, b]) => b === (required ?? 'k'));
  const [a, b] = (required || draw.chance(75) ? keyed : undefined) ?? (pairs.length > 0 ? draw.pick(pairs) : []);
  if (a === undefined || b === undefined || (required !== undefined && b !== required)) return undefined;
  if (a === b && draw.chance(60) && named.some(([one]) => one === a)) return list(js(a));
  const equal = on(get(ref('l'), a), 'eq', get(ref('r'), b));
  if (draw.chance(70)) return lambda(['l', 'r'], equal);
  const more = draw.pick(['lt', 'ne', 'gte']);
  const [c, e] = pairs.length > 0 ? draw.pick(pairs) : [a, b];
  return lambda(['l', 'r'], on(equal, 'and', on(get(ref('l'), c), more, get(ref('r'), e))));
}

/** `.select` over both sides: columns of either, and expressions of both. */
function selected(d: Drawing, joined: Term): Relation | undefined {
  const { draw } = d;
  const columns = d.columns(joined, 'select', ['l', 'r']);
  const chosen = draw.some(columns.typed, draw.int(2, Math.min(7, columns.typed.length)));
  const names = new Set<string>();
  const entries = chosen.map(({ term }) => {
    const base = 'get' in term ? term.get : 'c';
    const name = names.has(base)
      ? (fresh(Object.fromEntries([...names].map((n) => [n, 0])) as never, 1, base)[0] as string)
      : base;
    names.add(name);
    return [name, term] as const;
  });
  const expressions = d.expressions(columns);
  const made = draw.chance(50)
    ? [[fresh(Object.fromEntries(entries) as never, 1, 'j')[0] as string, expressions.any().term] as const]
    : [];
  return d.add(on(joined, 'select', lambda(['l', 'r'], fields(Object.fromEntries([...entries, ...made])))));
}

const typeOf = (d: Drawing, all: readonly string[]): Record<string, Term> => {
  const type = d.draw.pick(['inner', ...all]);
  return type === 'inner' ? {} : { type: js(type) };
};
const OUTER = ['left', 'right', 'full'];

/** Rows that Flink takes for unique without their window. */
const hasWindowRank = ({ operator, mode, inputs }: PlanNode): boolean =>
  (operator.name === 'Rank' && mode === 'append') || inputs.some(hasWindowRank);

const join: OperatorDraw = {
  name: 'join',
  weight: 5,
  draw(d, left) {
    const right = d.other(left);
    if (!right || hasWindowRank(left.node) || hasWindowRank(right.node)) return undefined;
    const condition = right && onTerm(d, left, right);
    return (
      condition && selected(d, on(table(left), 'join', table(right), fields({ on: condition, ...typeOf(d, OUTER) })))
    );
  },
};

const isCorrelated = ({ operator, inputs }: PlanNode): boolean =>
  operator.name === 'Correlate' || operator.name === 'LookupJoin' || inputs.some(isCorrelated);

const semiJoin: OperatorDraw = {
  name: 'semiJoin',
  weight: 3,
  draw(d, left) {
    const right = d.other(left);
    // Flink's planner loses a correlated table below EXISTS.
    if (!right || isCorrelated(left.node) || isCorrelated(right.node)) return undefined;
    if (hasWindowRank(left.node) || hasWindowRank(right.node)) return undefined;
    const condition = onTerm(d, left, right);
    return (
      condition &&
      d.add(on(table(left), d.draw.pick(['semiJoin', 'antiJoin']), table(right), fields({ on: condition })))
    );
  },
};

const intervalJoin: OperatorDraw = {
  name: 'intervalJoin',
  weight: 9,
  draw(d, left) {
    const right = d.other(left);
    if (!right) return undefined;
    const times = [timesOf(left), timesOf(right)].map(([first]) => first);
    if (
      times.includes(undefined) ||
      left.node.schema[times[0] as string]?.kind !== right.node.schema[times[1] as string]?.kind
    )
      return undefined;
    const condition = onTerm(d, left, right);
    const from = d.draw.int(-4, 2);
    const between = list(duration(from * d.unit), duration((from + d.draw.int(0, 6)) * d.unit));
    const options = { times: list(...strings(times as string[])), between, ...typeOf(d, OUTER) };
    return (
      condition && selected(d, on(table(left), 'intervalJoin', table(right), fields({ on: condition, ...options })))
    );
  },
};

const temporalJoin: OperatorDraw = {
  name: 'temporalJoin',
  weight: 14,
  draw(d, left) {
    const right = d.other(left);
    const [time] = timesOf(left);
    if (!right || time === undefined || timesOf(right).length !== 1) return undefined;
    if (left.node.schema[time]?.kind !== right.node.schema[timesOf(right)[0] as string]?.kind) return undefined;
    const [key] = keysOf(d, right, 1);
    const condition = key === undefined ? undefined : onTerm(d, left, right, key);
    if (!condition) return undefined;
    const options = fields({ on: condition, asOf: js(time), ...typeOf(d, ['left']) });
    return selected(d, on(table(left), 'temporalJoin', on(table(right), 'versionedBy', js(key as string)), options));
  },
};

const lookupJoin: OperatorDraw = {
  name: 'lookupJoin',
  weight: 4,
  draw(d, left) {
    const keys = Object.keys(left.node.schema).filter((name) =>
      /^(STRING|INT|BIGINT)$/.test(left.node.schema[name]?.kind as string),
    );
    if (keys.length === 0) return undefined;
    const key = d.draw.pick(keys);
    const lookup = d.lookup((left.node.schema[key] as AnyType).kind);
    const equal = on(get(ref('l'), key), 'eq', get(ref('r'), 'id'));
    const options = fields({ on: lambda(['l', 'r'], equal), ...typeOf(d, ['left']) });
    return selected(d, on(table(left), 'lookupJoin', ref(lookup), options));
  },
};

const windowJoin: OperatorDraw = {
  name: 'windowJoin',
  weight: 12,
  draw(d, left) {
    const { draw } = d;
    const right = d.other(left);
    if (!right) return undefined;
    const keys =
      Object.keys(left.node.schema).includes('k') && Object.keys(right.node.schema).includes('k') ? ['k'] : [];
    const kind = draw.pick(['tumble', 'hop', 'cumulate', ...(keys.length > 0 ? ['session'] : [])]);
    const of = windowed(d, left, kind, keys);
    const [time] = timesOf(right);
    if (!of || !('method' in of) || time === undefined) return undefined;
    const window = on(table(right), kind, js(time), of.args[1] as Term);
    const condition = draw.chance(85) ? onTerm(d, left, right) : undefined;
    const options = condition ? { on: condition } : {};
    if (draw.chance(30)) return d.add(on(of, draw.pick(['semiJoin', 'antiJoin']), window, fields(options)));
    return selected(d, on(of, 'join', window, fields({ ...options, ...typeOf(d, OUTER) })));
  },
};

/** Two selects of columns of the same types, under the same names. */
const setOperation: OperatorDraw = {
  name: 'set operation',
  weight: 6,
  draw(d, left) {
    const { draw } = d;
    const right = d.other(left);
    if (!right) return undefined;
    const operation = draw.weighted([
      [4, 'unionAll'],
      [2, 'union'],
      [1, 'intersect'],
      [1, 'intersectAll'],
      [1, 'except'],
      [1, 'exceptAll'],
    ]);
    const isAny = operation === 'unionAll';
    const pairs = alike(left, right, isAny ? () => true : kindIsJoinable);
    const chosen = draw.some(
      pairs.filter(([a], i) => pairs.findIndex(([one]) => one === a) === i),
      draw.int(1, 3),
    );
    const times = isAny
      ? pairs
          .filter(([a, b]) => left.node.schema[a]?.role === 'rowtime' && right.node.schema[b]?.role === 'rowtime')
          .slice(0, 1)
      : [];
    const all = [...chosen.filter(([a]) => !times.some(([one]) => one === a)), ...times];
    if (all.length === 0) return undefined;
    const side = (of: Relation, place: 0 | 1) =>
      d.add(
        on(
          table(of),
          'select',
          callback(fields(Object.fromEntries(all.map((pair) => [pair[0], get(ref('r'), pair[place])])))),
        ),
      );
    const [one, other] = [side(left, 0), side(right, 1)];
    return one && other && d.add(on(table(one), operation, table(other)));
  },
};

export const JOINS: readonly OperatorDraw[] = [
  join,
  semiJoin,
  intervalJoin,
  temporalJoin,
  lookupJoin,
  windowJoin,
  setOperation,
];

/** What is made of a relation: each operator in its turn, with how often it is drawn. */
import { familyOf } from '../../../runtime/types/kinds';
import type { AnyType, Schema } from '../../../runtime/types/type';
import { call, fields, get, js, list, on, ref, type Term } from '../term';
import { aggregates } from './aggregates';
import { callback, type Drawing, type Relation } from './drawing';
import { duration } from './sources';

export interface OperatorDraw {
  readonly name: string;
  readonly weight: number;
  /** undefined where it cannot be, or the language refuses what was drawn. */
  draw(d: Drawing, input: Relation): Relation | undefined;
}

const table = ({ name }: Relation): Term => ref(name);
const names = (schema: Schema): string[] => Object.keys(schema);
const timesOf = ({ node: { schema } }: Relation): string[] =>
  names(schema).filter((name) => schema[name]?.role === 'rowtime');
const isKey = (type: AnyType | undefined): boolean =>
  type !== undefined && !['map', 'array', 'row', 'binary'].includes(familyOf(type.kind)) && type.role === undefined;
export const keysOf = (d: Drawing, { node: { schema } }: Relation, most = 2): string[] => {
  const possible = names(schema).filter((name) => isKey(schema[name]));
  const first = possible.includes('k') && d.draw.chance(70) ? ['k'] : [];
  const others = d.draw.some(
    possible.filter((name) => !first.includes(name)),
    d.draw.int(first.length === 0 ? 1 : 0, most - first.length),
  );
  return [...first, ...others];
};
const strings = (of: readonly string[]): Term[] => of.map((name) => js(name));

/** Names that no column of the input has. */
export function fresh(schema: Schema, count: number, letter: string): string[] {
  const free: string[] = [];
  for (let i = 0; free.length < count; i++) if (!(`${letter}${i}` in schema)) free.push(`${letter}${i}`);
  return free;
}

const where: OperatorDraw = {
  name: 'where',
  weight: 5,
  draw(d, input) {
    const columns = d.columns(table(input), 'where');
    return d.add(on(table(input), 'where', callback(d.expressions(columns).condition().term)));
  },
};

/** Columns that are kept as they are, the time attributes mostly among them. */
function kept(d: Drawing, { node: { schema } }: Relation): [string, Term][] {
  return names(schema)
    .filter((name) => d.draw.chance(schema[name]?.role ? 90 : name === 'k' ? 85 : 45))
    .map((name) => [name, get(ref('r'), name)]);
}

const select: OperatorDraw = {
  name: 'select',
  weight: 6,
  draw(d, input) {
    const columns = d.columns(table(input), 'select');
    const expressions = d.expressions(columns);
    const made = fresh(input.node.schema, d.draw.int(1, 5), 'e').map((name) => [name, expressions.any().term] as const);
    return d.add(on(table(input), 'select', callback(fields(Object.fromEntries([...kept(d, input), ...made])))));
  },
};

const addColumns: OperatorDraw = {
  name: 'addColumns',
  weight: 3,
  draw(d, input) {
    const expressions = d.expressions(d.columns(table(input), 'addColumns'));
    const made = fresh(input.node.schema, d.draw.int(1, 3), 'e').map((name) => [name, expressions.any().term] as const);
    return d.add(on(table(input), 'addColumns', callback(fields(Object.fromEntries(made)))));
  },
};

/** `.tumble(…)` and so on, over a time attribute; undefined where there is none or rows are not final. */
export function windowed(d: Drawing, input: Relation, kind: string, keys: readonly string[]): Term | undefined {
  const { draw, unit } = d;
  const times = timesOf(input);
  if (times.length === 0 || input.node.mode === 'update') return undefined;
  const length = unit * draw.pick([1, 2, 3, 5, 10]);
  const offset = draw.chance(12) && unit >= 1_000 ? { offset: duration(unit * draw.pick([1, -1, 2])) } : {};
  const options: Readonly<Record<string, () => Record<string, Term>>> = {
    tumble: () => ({ size: duration(length), ...offset }),
    hop: () => ({ slide: duration(length), size: duration(length * draw.int(1, 4)), ...offset }),
    cumulate: () => ({ step: duration(length), size: duration(length * draw.int(1, 4)) }),
    session: () => ({ gap: duration(length), partitionBy: list(...strings(keys)) }),
  };
  return on(table(input), kind, js(draw.pick(times)), fields((options[kind] as () => Record<string, Term>)()));
}

/** `.groupBy(…)` or grouping sets of keys. */
export function grouped(d: Drawing, of: Term, keys: readonly string[], onlySets = false): Term {
  const { draw } = d;
  const how = draw.weighted([
    [onlySets ? 0 : 8, 'groupBy'],
    [1, 'rollup'],
    [1, 'cube'],
    [1, 'groupingSets'],
  ]);
  if (how !== 'groupingSets') return on(of, keys.length === 0 ? 'groupBy' : how, ...strings(keys));
  const sets = [keys, ...keys.map((key) => [key]), []].filter(
    (set, i, all) => all.findIndex((s) => s.join() === set.join()) === i,
  );
  return on(of, 'groupingSets', list(...draw.some(sets, draw.int(1, sets.length)).map((set) => list(...strings(set)))));
}

/** `.having(…)` at times, and `.select(…)` of keys and aggregates. */
export function aggregated(
  d: Drawing,
  input: Relation,
  of: Term,
  keys: readonly string[],
  bounds: readonly string[],
): Relation | undefined {
  const { draw } = d;
  const made = aggregates(d, input, d.columns(of, 'select'), keys);
  if (made.length === 0) return undefined;
  // Of a window behind this one the bounds have these names, too.
  const [from, to, time] = fresh(input.node.schema, 3, 'w');
  const renamed: Record<string, string | undefined> = draw.chance(70)
    ? { window_start: from, window_end: to, window_time: time }
    : {};
  const columns = [
    ...[...keys, ...bounds]
      .filter(() => draw.chance(95))
      .map((key) => [renamed[key] ?? key, get(ref('r'), key)] as const),
    ...made.map(({ term }, i) => [`a${i}`, term] as const),
  ];
  const having = draw.chance(15)
    ? on(of, 'having', callback(on(call('count'), 'gt', js({ big: draw.pick(['0', '1', '2']) }))))
    : of;
  return d.add(on(having, 'select', callback(fields(Object.fromEntries(columns)))));
}

const windowAggregate = (kind: string, weight: number): OperatorDraw => ({
  name: kind,
  weight,
  draw(d, input) {
    const keys = keysOf(d, input);
    const of = windowed(d, input, kind, keys);
    if (!of || (kind === 'session' && keys.length === 0)) return undefined;
    const by = kind === 'session' ? on(of, 'groupBy', ...strings(keys)) : grouped(d, of, d.draw.chance(85) ? keys : []);
    const bounds = ['window_start', 'window_end', 'window_time'];
    return aggregated(d, input, by, keys, d.draw.chance(80) ? bounds : d.draw.some(bounds, d.draw.int(0, 2)));
  },
});

const groupBy: OperatorDraw = {
  name: 'groupBy',
  weight: 6,
  draw(d, input) {
    const keys = d.draw.chance(90) ? keysOf(d, input) : [];
    return aggregated(d, input, grouped(d, table(input), keys), keys, []);
  },
};

export const OPERATORS: readonly OperatorDraw[] = [
  where,
  select,
  addColumns,
  windowAggregate('tumble', 5),
  windowAggregate('hop', 4),
  windowAggregate('cumulate', 3),
  windowAggregate('session', 3),
  groupBy,
];
